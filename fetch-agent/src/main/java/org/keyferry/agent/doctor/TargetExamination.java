package org.keyferry.agent.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.keyferry.agent.cycle.Moments;
import org.keyferry.agent.cycle.Settings;
import org.keyferry.agent.cycle.Target;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.disk.PathGuard;
import org.keyferry.agent.install.Installation;
import org.keyferry.agent.install.Journal;
import org.keyferry.agent.install.Placement;
import org.keyferry.agent.install.SwitchForm;
import org.keyferry.agent.probe.Listener;
import org.keyferry.agent.probe.ProbeResult;
import org.keyferry.agent.probe.TlsProbe;
import org.keyferry.agent.reload.CommandOutcome;
import org.keyferry.agent.reload.Recipe;
import org.keyferry.agent.reload.RecipeRunner;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.SerialNumber;

/// One target: its files, its server, and what that presents.
final class TargetExamination implements Examination {

  private static final Duration SOON = Duration.ofDays(3);
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);
  private static final Duration LONGEST_COMMAND = Duration.ofSeconds(20);
  private static final String NOTHING = "nothing is installed yet";

  private final Target target;
  private final Settings settings;
  private final Host host;
  private final Instant now;
  private final Notes notes;

  TargetExamination(Target target, Settings settings, Host host, Instant now) {
    this.target = target;
    this.settings = settings;
    this.host = host;
    this.now = now;
    this.notes = Notes.on(target, host);
  }

  @Override
  public Subject subject() {
    return Subject.INSTALLED;
  }

  @Override
  public Notes make() throws InterruptedException {
    lookAtPlace();
    var installed = lookAtInstalled();
    lookAtCommands();
    lookAtServer(installed);
    lookAtListeners(installed);
    return notes;
  }

  private void lookAtPlace() {
    var directory = target.placement().directory();
    var switchFile = target.placement().switchFile();
    if (directory.startsWith(settings.state()) && !host.isAgent(settings.state())) {
      notes.skipped(
          Subject.PLACE, directory + " is closed to " + host.user() + "; run this as root");
      return;
    }
    try {
      var guard = PathGuard.ofThisProcess();
      guard.require(directory);
      guard.require(parentOf(switchFile));
      notes.ok(Subject.PLACE, directory + " and " + switchFile + " are out of others' reach");
    } catch (IOException failure) {
      notes.unreadable(
          Subject.PLACE, failure, "mend what is named: until then the agent installs nothing here");
    }
  }

  /// @return the leaf in force, if it can be read
  private Optional<X509Certificate> lookAtInstalled() {
    var installation = Installation.of(target.placement());
    try {
      var version = inPlace(installation);
      if (version.isEmpty()) {
        notes.warning(
            Subject.INSTALLED,
            NOTHING,
            "mend what failed here or on the way to the repository, then keyferry-agent once");
        notes.skipped(Subject.PAIR, NOTHING);
        notes.skipped(Subject.KEYS, NOTHING);
        return Optional.empty();
      }
      var leaf = installation.leafOf(version.get());
      lookAtValidity(installation, version.get(), leaf);
      lookAtPair(installation, version.get());
      lookAtKeys(version.get());
      return Optional.of(leaf);
    } catch (IOException failure) {
      notes.unreadable(
          Subject.INSTALLED, failure, "keyferry-agent once writes a damaged version again");
      notes.skipped(Subject.PAIR, "what is installed cannot be read");
      notes.skipped(Subject.KEYS, "what is installed cannot be read");
      return Optional.empty();
    }
  }

  /// The version that the server is to read: also one that was not seen served yet.
  private static Optional<Version> inPlace(Installation installation) throws IOException {
    var journal = installation.journal();
    return journal instanceof Journal.Switching switching
            && installation.isInForce(switching.version())
        ? Optional.of(switching.version())
        : journal.confirmed();
  }

  private void lookAtValidity(Installation installation, Version version, X509Certificate leaf)
      throws IOException {
    var notAfter = leaf.getNotAfter().toInstant();
    var told = "version " + version + ", serial " + SerialNumber.of(leaf) + ", is installed";
    var fix =
        "see what is said about the repository and the grant; keyferry certificates show "
            + target.certificate()
            + " tells an officer whether there is a newer version";
    if (now.isAfter(notAfter)) {
      notes.failed(Subject.INSTALLED, told + " and expired at " + Moments.minute(notAfter), fix);
    } else if (now.plus(SOON).isAfter(notAfter)) {
      notes.warning(
          Subject.INSTALLED, told + " and expires at " + Moments.deadline(notAfter, now), fix);
    } else if (now.isBefore(leaf.getNotBefore().toInstant())) {
      notes.failed(
          Subject.INSTALLED,
          told + " and is not valid before " + Moments.minute(leaf.getNotBefore().toInstant()),
          "set the clock of this host (timedatectl set-ntp true)");
    } else if (installation.journal() instanceof Journal.Switching) {
      notes.warning(
          Subject.INSTALLED,
          told + ", and nobody has seen it served yet",
          "mend what failed here, then keyferry-agent once");
    } else {
      notes.ok(Subject.INSTALLED, told + " and good until " + Moments.deadline(notAfter, now));
    }
  }

  private void lookAtPair(Installation installation, Version version) {
    try {
      var _ = installation.requirePair(version);
      if (installation.isInForce(version)) {
        notes.ok(
            Subject.PAIR,
            "key and certificate belong together, and "
                + target.placement().switchFile()
                + (target.placement().form() instanceof SwitchForm.Naming
                    ? " names them"
                    : " holds them"));
      } else {
        notes.failed(
            Subject.PAIR,
            target.placement().switchFile() + " does not say what the agent wrote",
            "somebody edited it: keyferry-agent once writes it again");
      }
    } catch (IOException failure) {
      notes.unreadable(Subject.PAIR, failure, "keyferry-agent once writes the version again");
    }
  }

  private void lookAtKeys(Version version) {
    var wanted = target.placement().ownership();
    var wrong = new ArrayList<String>();
    var fixes = new ArrayList<String>();
    try {
      for (var file : filesWithKeys(version).entrySet()) {
        var fault = faultOf(file.getKey(), file.getValue());
        if (fault.isPresent()) {
          wrong.add(file.getKey() + " " + fault.get());
          fixes.add(file.getKey().toString());
        }
      }
    } catch (IOException failure) {
      notes.unreadable(Subject.KEYS, failure, "keyferry-agent once writes the version again");
      return;
    }
    if (wrong.isEmpty()) {
      notes.ok(
          Subject.KEYS,
          "files with a key in them are as the settings say, "
              + PosixFilePermissions.toString(wanted.permissions()));
    } else {
      notes.failed(
          Subject.KEYS,
          String.join("; ", wrong),
          "chmod and chown "
              + String.join(" ", fixes)
              + " as the settings say, or change `mode`, `owner` and `group` there");
    }
  }

  /// Each with whom the settings let at it.
  private Map<Path, Ownership> filesWithKeys(Version version) throws IOException {
    var placement = target.placement();
    var directory = placement.directory().resolve(version.toString());
    var files = new LinkedHashMap<Path, Ownership>();
    files.put(directory.resolve("key.pem"), placement.ownership());
    for (var rendering : placement.renderings()) {
      if (rendering.isSecret()) {
        files.put(directory.resolve(rendering.name().of(version)), rendering.ownership());
      }
    }
    switch (placement.form()) {
      case SwitchForm.Combined _, SwitchForm.Copy _ ->
          files.put(placement.switchFile(), kept(placement));
      case SwitchForm.Naming _ -> {} // no secret in it
    }
    return files;
  }

  /// The agent leaves a mode that nobody declared as it is, if it is safe.
  private static Ownership kept(Placement placement) throws IOException {
    var wanted = placement.switchOwnership();
    var file = placement.switchFile();
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    var present =
        new Ownership(Optional.empty(), Optional.empty(), Files.getPosixFilePermissions(file));
    return wanted.orAs(present, placement.widestSwitchMode());
  }

  private static Optional<String> faultOf(Path file, Ownership wanted) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    var found = Files.readAttributes(file, PosixFileAttributes.class);
    if (!found.permissions().equals(wanted.permissions())) {
      return Optional.of("is " + PosixFilePermissions.toString(found.permissions()));
    }
    var owner = wanted.owner().filter(name -> !name.equals(found.owner().getName()));
    if (owner.isPresent()) {
      return Optional.of("belongs to " + found.owner().getName());
    }
    var group = wanted.group().filter(name -> !name.equals(found.group().getName()));
    return group.map(_ -> "is of group " + found.group().getName());
  }

  private void lookAtCommands() {
    var programs = target.recipe().programs();
    if (programs.isEmpty()) {
      notes.ok(Subject.COMMANDS, "the settings name none");
      return;
    }
    for (var program : programs) {
      if (!Files.isExecutable(program)) {
        notes.failed(
            Subject.COMMANDS,
            program + (Files.exists(program) ? " cannot be executed" : " is not there"),
            "install the server, or correct `validate` and `reload` of the target");
        return;
      }
      try {
        PathGuard.ofThisProcess().requireFile(program);
      } catch (IOException failure) {
        notes.unreadable(
            Subject.COMMANDS,
            failure,
            "the agent runs it as its own user: nobody else may write it");
        return;
      }
    }
    notes.ok(
        Subject.COMMANDS,
        String.join(" and ", programs.stream().map(Path::toString).toList())
            + (programs.size() == 1 ? " is there" : " are there"));
  }

  private void lookAtServer(Optional<X509Certificate> installed) throws InterruptedException {
    if (!host.isAgent(settings.state())) {
      var reason = "the server would not let " + host.user() + " read its keys; run this as root";
      notes.skipped(Subject.VALIDATE, reason);
      notes.skipped(Subject.INCLUDE, reason);
      return;
    }
    var recipe = target.recipe();
    if (recipe.validate().isEmpty()) {
      notes.skipped(Subject.VALIDATE, "the settings name no `validate`");
    } else if (new RecipeRunner().validate(bounded(recipe))
        instanceof CommandOutcome.Failed failed) {
      notes.failed(
          Subject.VALIDATE,
          failed.reason(),
          installed.isPresent()
              ? "mend the server's configuration: until then nothing new goes in"
              : "unless it is for want of the first certificate, mend the server's configuration");
    } else {
      notes.ok(Subject.VALIDATE, "the server finds its configuration good");
    }
    if (installed.isEmpty()) {
      notes.skipped(Subject.INCLUDE, NOTHING);
    } else {
      ServerConfiguration.of(target).lookAt(notes);
    }
  }

  private static Recipe bounded(Recipe recipe) {
    return recipe.timeout().compareTo(LONGEST_COMMAND) < 0
        ? recipe
        : new Recipe(recipe.validate(), recipe.reload(), LONGEST_COMMAND);
  }

  private void lookAtListeners(Optional<X509Certificate> installed) throws InterruptedException {
    if (target.listeners().isEmpty()) {
      notes.warning(
          Subject.LISTENER,
          "the settings name none, so nobody sees whether the certificate is served",
          "name where the server listens, under `listeners` of the target");
    }
    var probe = new TlsProbe();
    for (var listener : target.listeners()) {
      lookAt(listener, probe.look(listener, LONGEST_LOOK), installed);
    }
  }

  private void lookAt(Listener listener, ProbeResult result, Optional<X509Certificate> installed) {
    var told =
        listener
            + listener
                .address()
                .serverName()
                .map(DnsName::toString)
                .map(" for "::concat)
                .orElse("");
    switch (result) {
      case ProbeResult.Silent(var reason) ->
          notes.failed(
              Subject.LISTENER,
              reason.replace(listener + ": ", told + ": "),
              "start the server, or correct `listeners` of the target");
      case ProbeResult.Served(var leaf) -> {
        var serial = "serial " + SerialNumber.of(leaf);
        var until = Moments.deadline(leaf.getNotAfter().toInstant(), now);
        if (installed.isEmpty()) {
          notes.skipped(
              Subject.LISTENER, told + " presents " + serial + " until " + until + "; " + NOTHING);
        } else if (!installed.get().equals(leaf)) {
          notes.failed(
              Subject.LISTENER,
              told + " presents " + serial + " until " + until + ", and not what is installed",
              "reload the server; if that does not help, its configuration names another"
                  + " certificate for this name, or another server has the address");
        } else if (now.isAfter(leaf.getNotAfter().toInstant())) {
          notes.failed(
              Subject.LISTENER,
              told + " presents what is installed, which has expired",
              "see what is said about the repository and the grant");
        } else {
          notes.ok(Subject.LISTENER, told + " presents what is installed, until " + until);
        }
      }
    }
  }

  private static Path parentOf(Path file) {
    var parent = file.getParent();
    return parent == null ? file : parent;
  }
}
