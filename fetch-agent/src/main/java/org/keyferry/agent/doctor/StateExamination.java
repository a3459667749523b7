package org.keyferry.agent.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProviderException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keyferry.agent.cycle.Moments;
import org.keyferry.agent.cycle.Settings;
import org.keyferry.agent.cycle.Trouble;
import org.keyferry.agent.disk.PathGuard;
import org.keyferry.agent.fetch.HighWaterMarks;
import org.keyferry.agent.identity.AgentIdentity;
import org.keyferry.agent.identity.KeyHome;
import org.keyferry.agent.identity.TokenFault;

/// The agent's own directory, and who it says that this host is.
final class StateExamination implements Examination {

  private static final int ANYBODY_ELSE = 0077;
  private static final String DIRECTORY_MODE = "chmod 700 ";
  private static final String WHEN_IT_IS_READY =
      "see to the token; an agent that runs goes on by itself when it is ready, or wants a restart"
          + " if the token never ended a call";

  private final Settings settings;
  private final Host host;
  private final Credentials credentials;
  private final Instant now;

  StateExamination(Settings settings, Host host, Credentials credentials, Instant now) {
    this.settings = settings;
    this.host = host;
    this.credentials = credentials;
    this.now = now;
  }

  @Override
  public Subject subject() {
    return Subject.STATE;
  }

  @Override
  public Notes make() {
    var notes = Notes.by(host);
    lookAtDirectory(notes);
    lookAtIdentity(notes);
    lookAtKeys(notes);
    lookAtToken(notes);
    return notes;
  }

  private void lookAtDirectory(Notes notes) {
    var state = settings.state();
    if (!Files.exists(state)) {
      notes.skipped(Subject.STATE, state + " is not there yet; the enrollment makes it");
      return;
    }
    try {
      PathGuard.ofThisProcess().require(state);
      if (Host.mode(state).filter(mode -> (mode & ANYBODY_ELSE) != 0).isPresent()) {
        notes.failed(
            Subject.STATE,
            state + " may be entered by others than the agent",
            DIRECTORY_MODE + state);
        return;
      }
      if (!host.isAgent(state)) {
        notes.skipped(
            Subject.STATE,
            state + " is the agent's alone, and closed to " + host.user() + "; run this as root");
        return;
      }
      if (credentials.identity().isPresent()) {
        new HighWaterMarks(state).require();
      }
      notes.ok(Subject.STATE, state + " is the agent's alone");
    } catch (IOException failure) {
      notes.unreadable(
          Subject.STATE, failure, "mend what is named; what is installed stays meanwhile");
    }
  }

  private void lookAtIdentity(Notes notes) {
    if (credentials.failure().isPresent()) {
      notes.unreadable(
          Subject.IDENTITY,
          credentials.failure().get(),
          switch (credentials.failure().get()) {
            case TokenFault.NotReady _ -> WHEN_IT_IS_READY;
            case TokenFault _ -> "mend what is named, and start the agent again";
            default -> "ask an officer for a token, and run keyferry-agent enroll --again";
          });
      return;
    }
    if (!host.isAgent(settings.state()) && Files.exists(settings.state())) {
      notes.skipped(Subject.IDENTITY, "it is closed to " + host.user() + "; run this as root");
      return;
    }
    credentials
        .identity()
        .ifPresentOrElse(
            identity -> lookAt(identity, notes),
            () ->
                notes.failed(
                    Subject.IDENTITY,
                    "this host is not enrolled",
                    "ask an officer for a token (keyferry tokens create NAME), and run"
                        + " keyferry-agent enroll --token-file FILE"));
  }

  private void lookAt(AgentIdentity identity, Notes notes) {
    var told = "this host is " + identity.name() + " (" + identity.agent() + ")";
    var until = Moments.deadline(identity.expires(), now);
    if (now.isBefore(identity.chain().leaf().getNotBefore().toInstant())) {
      notes.failed(
          Subject.IDENTITY,
          told
              + ", from "
              + Moments.minute(identity.chain().leaf().getNotBefore().toInstant())
              + " on, which is in the future",
          "set the clock of this host (timedatectl set-ntp true)");
    } else if (now.isAfter(identity.expires())) {
      notes.failed(
          Subject.IDENTITY,
          told + ", and was so until " + Moments.minute(identity.expires()),
          "unless the clock is wrong, ask an officer for a token, and run keyferry-agent enroll"
              + " --again");
    } else if (now.isAfter(identity.renewalDue())) {
      notes.warning(
          Subject.IDENTITY,
          told
              + " until "
              + until
              + ", and should have been renewed since "
              + Moments.minute(identity.renewalDue()),
          "see that an agent runs and reaches the repository; then it renews by itself");
    } else {
      notes.ok(
          Subject.IDENTITY,
          told + " until " + until + ", renewed from " + Moments.minute(identity.renewalDue()));
    }
  }

  private void lookAtKeys(Notes notes) {
    var directory = settings.state().resolve("identity");
    if (!Files.exists(directory) || !Files.isReadable(directory)) {
      return; // said already, about the identity
    }
    try {
      var open = openFilesIn(directory);
      if (open.isEmpty()) {
        notes.ok(Subject.KEYS, "what is in " + directory + " may be read by the agent alone");
      } else {
        notes.failed(
            Subject.KEYS,
            "others than the agent may read " + listed(open),
            "chmod 600 "
                + listed(open)
                + "; if somebody may have read them, have this agent revoked, and enroll again");
      }
    } catch (IOException failure) {
      notes.failed(Subject.KEYS, Trouble.sentenceOf(failure), "mend what is named");
    }
  }

  /// What is sealed to this host is opened for a try.
  private void lookAtToken(Notes notes) {
    if (!(settings.keys() instanceof KeyHome.InToken home) || credentials.identity().isEmpty()) {
      return; // said already, about the identity
    }
    try {
      notes.ok(
          Subject.KEYS,
          "the host's keys are in token '"
              + home.label()
              + "'; what is sealed to it is opened with "
              + credentials.identity().get().sealingKey().whereItOpens());
    } catch (ProviderException silent) {
      notes.failed(Subject.KEYS, String.valueOf(silent.getMessage()), WHEN_IT_IS_READY);
    }
  }

  private static List<Path> openFilesIn(Path directory) throws IOException {
    var open = new ArrayList<Path>();
    try (var all = Files.walk(directory)) {
      for (var each : all.filter(Files::isRegularFile).toList()) {
        Optional<Integer> mode = Host.mode(each);
        if (mode.filter(bits -> (bits & ANYBODY_ELSE) != 0).isPresent()) {
          open.add(each);
        }
      }
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
    return open;
  }

  private static String listed(List<Path> files) {
    return String.join(" ", files.stream().map(Path::toString).toList());
  }
}
