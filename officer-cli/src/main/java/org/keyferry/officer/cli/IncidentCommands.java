package org.keyferry.officer.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.officer.IncidentCertificateView;
import org.keyferry.protocol.officer.IncidentSelection;
import org.keyferry.protocol.officer.IncidentView;
import org.keyferry.protocol.officer.IncidentView.WaveView;
import org.keyferry.protocol.officer.PlanIncident;
import org.keyferry.protocol.officer.ResumeIncident;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.RevocationReason;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What is done when many certificates must be replaced.
@Command(
    name = "incidents",
    aliases = "incident",
    description = {
      "Replaces many certificates, wave by wave, until all hosts serve the new ones.",
      "First plan, which does nothing; then run, and watch."
    })
final class IncidentCommands {

  private static final String NAME = "NAME";
  private static final String OF_INCIDENT = "Name of the incident.";

  private static final Columns<WaveView> WAVES =
      Columns.<WaveView>ofWhole("WAVE", wave -> Integer.toString(wave.wave()))
          .andWhole("CERTIFICATES", wave -> Integer.toString(wave.certificates()))
          .andWhole("WAITING", wave -> Integer.toString(wave.waiting()))
          .andWhole("ORDERED", wave -> Integer.toString(wave.ordered()))
          .andWhole("ISSUED", wave -> Integer.toString(wave.issued()))
          .andWhole("SERVED", wave -> Integer.toString(servedIn(wave)))
          .andWhole("FAILED", wave -> Integer.toString(wave.failed()));

  private final Keyferry keyferry;

  IncidentCommands(Keyferry keyferry) {
    this.keyferry = keyferry;
  }

  @Command(description = "Lists the incidents.")
  int list() {
    keyferry
        .answers()
        .list(
            keyferry.api().incidents(),
            Columns.of(NAME, IncidentView::name)
                .andWhole("STATE", IncidentView::state)
                .andWhole("WAVE", incident -> incident.wave() + "/" + incident.waves())
                .andWhole("SERVED", IncidentCommands::clockOf)
                .andWhole("FAILED", incident -> Integer.toString(incident.failed()))
                .andWhole("PLANNED", incident -> Moments.minute(incident.plannedAt())),
            "No incidents. Let it stay so; to be ready: keyferry incidents plan --help");
    return ExitCode.OK.code();
  }

  @Command(
      description = {
        "Says what would be done, and does nothing.",
        "Conditions add up: a certificate meets all of them with its newest version."
      })
  int plan(
      @Parameters(paramLabel = NAME, description = "What officers will call the incident.")
          DisplayName name,
      @ArgGroup(exclusive = false, heading = "Which certificates:%n") @Nullable Conditions which,
      @Option(
              names = "--canary",
              paramLabel = "N",
              defaultValue = "5",
              description = "So many are tried first. Default: ${DEFAULT-VALUE}.")
          int canary,
      @Option(
              names = "--wave",
              paramLabel = "N",
              defaultValue = "100",
              description = "So many in each wave after that. Default: ${DEFAULT-VALUE}.")
          int wave,
      @Option(
              names = "--stop-on-error",
              paramLabel = "PERCENT",
              defaultValue = "5",
              description =
                  "It pauses when more of a wave fail; of a canary of five, none may."
                      + " Default: ${DEFAULT-VALUE}.")
          int stopOnError,
      @Option(
              names = "--patience",
              paramLabel = "DURATION",
              defaultValue = "2h",
              description =
                  "A certificate has failed when its hosts do not serve the new version so long"
                      + " after its order. Default: ${DEFAULT-VALUE}.")
          Duration patience,
      @Option(
              names = "--revoke",
              paramLabel = "REASON",
              description =
                  "Revoke what was replaced, each when its new version is served. Default: no.")
          @Nullable RevocationReason revoke,
      @Option(
              names = "--rehearse-at",
              paramLabel = "CA",
              description = "Only rehearse, at this staging CA; no host is touched.")
          @Nullable DisplayName rehearsal) {
    var incident =
        keyferry
            .api()
            .plan(
                new PlanIncident(
                    name.value(),
                    (which == null ? new Conditions() : which).toSelection(),
                    canary,
                    wave,
                    stopOnError,
                    patience.toString(),
                    revoke == null ? null : revoke.toString(),
                    rehearsal == null ? null : rehearsal.value()));
    keyferry.answers().one(incident, sheetOf(incident));
    if (keyferry.isForPeople()) {
      keyferry.out().println("Nothing is done yet. To begin: keyferry incidents run " + name);
    }
    return ExitCode.OK.code();
  }

  @Command(description = "Begins a planned incident with its first wave.")
  int run(@Parameters(paramLabel = NAME, description = OF_INCIDENT) DisplayName name) {
    return moved(
        keyferry.api().runIncident(name),
        "Incident " + name + " is running: keyferry incidents watch " + name);
  }

  @Command(description = "Begins nothing new until it is resumed; what is under way goes on.")
  int pause(@Parameters(paramLabel = NAME, description = OF_INCIDENT) DisplayName name) {
    return moved(
        keyferry.api().pauseIncident(name),
        "Incident " + name + " is paused: keyferry incidents resume " + name);
  }

  @Command(description = "Goes on with a paused incident, and tries again what failed.")
  int resume(
      @Parameters(paramLabel = NAME, description = OF_INCIDENT) DisplayName name,
      @Option(
              names = "--stop-on-error",
              paramLabel = "PERCENT",
              description = "How many of a wave may fail from now on. Default: as before.")
          @Nullable Integer stopOnError) {
    return moved(
        keyferry.api().resumeIncident(name, new ResumeIncident(stopOnError)),
        "Incident " + name + " is running: keyferry incidents watch " + name);
  }

  @Command(description = "Ends an incident for good; orders that are under way go on.")
  int abort(
      @Parameters(paramLabel = NAME, description = OF_INCIDENT) DisplayName name,
      @Option(names = "--yes", description = "Do not ask.") boolean yes) {
    if (!yes) {
      keyferry.confirm("Incident " + name + " will be over, and cannot be resumed.");
    }
    return moved(keyferry.api().abortIncident(name), "Incident " + name + " is aborted.");
  }

  @Command(description = "Shows one incident: how far it is, and how each wave stands.")
  int show(
      @Parameters(paramLabel = NAME, description = OF_INCIDENT) DisplayName name,
      @Option(names = "--failed", description = "Show the certificates that failed, and why.")
          boolean failed) {
    if (failed) {
      keyferry
          .answers()
          .list(
              keyferry.api().incidentCertificates(name).stream()
                  .filter(each -> each.state().equals("failed"))
                  .toList(),
              Columns.of("CERTIFICATE", IncidentCertificateView::certificate)
                  .andWhole("WAVE", each -> Integer.toString(each.wave()))
                  .andWhole("SINCE", each -> Moments.minute(each.since()))
                  .andWhole("REASON", IncidentCertificateView::reason),
              "None has failed.");
      return ExitCode.OK.code();
    }
    var incident = keyferry.api().incident(name);
    keyferry.answers().one(incident, sheetOf(incident));
    if (keyferry.isForPeople()) {
      keyferry.answers().list(incident.progress(), WAVES, "No waves.");
    }
    return ExitCode.OK.code();
  }

  @Command(description = "Shows the clock, served and verified of all, until the incident stands.")
  int watch(
      @Parameters(paramLabel = NAME, description = OF_INCIDENT) DisplayName name,
      @Option(
              names = "--timeout",
              paramLabel = "DURATION",
              defaultValue = "24h",
              description = "Longest wait. Default: ${DEFAULT-VALUE}.")
          Duration timeout) {
    var progress = keyferry.progress();
    try {
      var incident = keyferry.watch(progress, timeout).incident(name);
      progress.end();
      keyferry.answers().one(incident, sheetOf(incident));
      return ExitCode.OK.code();
    } finally {
      progress.end();
    }
  }

  @Command(
      description =
          "Writes all that is written down, with every transition: Markdown, or JSON with -o json.")
  int report(@Parameters(paramLabel = NAME, description = OF_INCIDENT) DisplayName name) {
    if (keyferry.isForPeople()) {
      keyferry
          .api()
          .incidentMarkdown(name)
          .lines()
          .map(Shown::line)
          .forEach(keyferry.out()::println);
    } else {
      keyferry.answers().one(keyferry.api().incidentReport(name), new Sheet());
    }
    return ExitCode.OK.code();
  }

  static String clockOf(IncidentView incident) {
    return incident.served() + "/" + incident.certificates();
  }

  private static int servedIn(WaveView wave) {
    return wave.served() + wave.revoked() + wave.rehearsed();
  }

  private int moved(IncidentView incident, String sentence) {
    keyferry.answers().done(incident, sentence);
    return ExitCode.OK.code();
  }

  private static Sheet sheetOf(IncidentView incident) {
    var sheet =
        new Sheet()
            .line("Incident", incident.name())
            .line("State", incident.state())
            .line("Why", incident.why())
            .line("Wave", incident.wave() + "/" + incident.waves())
            .line("Served", clockOf(incident))
            .line("Failed", Integer.toString(incident.failed()))
            .line(
                "Concerns",
                incident.certificates()
                    + " certificates, "
                    + incident.agents()
                    + " agents, "
                    + incident.targets()
                    + " targets")
            .line(
                "Terms",
                "canary "
                    + incident.canary()
                    + ", waves of "
                    + incident.waveSize()
                    + ", stop above "
                    + incident.stopOnError()
                    + " %, patience "
                    + Durations.shown(incident.patience()))
            .line("Revoke", incident.revoke())
            .line("Rehearsed at", incident.rehearsal())
            .line("Planned", Moments.second(incident.plannedAt()) + " by " + incident.plannedBy());
    incident.notes().forEach(note -> sheet.line("Note", note));
    return sheet;
  }

  /// Which certificates.
  static final class Conditions {

    @Option(names = "--ca", paramLabel = "CA", description = "Issued by this CA.")
    private @Nullable DisplayName ca;

    @Option(
        names = "--account",
        paramLabel = "URL",
        description = "Ordered by this account at its CA.")
    private @Nullable String account;

    @Option(names = "--key-type", paramLabel = "TYPE", description = "With a key of this type.")
    private @Nullable String keyType;

    @Option(
        names = "--serial",
        paramLabel = "SERIAL",
        description = "With this serial number; may be repeated.")
    private List<String> serials = new ArrayList<>();

    @Option(
        names = "--serials",
        paramLabel = "FILE",
        description = "With one of the serial numbers in this file, one in each line.")
    private @Nullable Path file;

    @Option(names = "--agent", paramLabel = "AGENT", description = "Granted to this agent.")
    private @Nullable DisplayName agent;

    @Option(
        names = "--name",
        paramLabel = "PATTERN",
        description =
            "With this name, or this identifier; * stands for anything, ? for one character.")
    private @Nullable String pattern;

    @Option(
        names = "--issued-from",
        paramLabel = "TIME",
        description = "Published at this time or later, such as 2026-11-25T12:00:00Z.")
    private @Nullable String from;

    @Option(names = "--issued-to", paramLabel = "TIME", description = "Published before this time.")
    private @Nullable String to;

    IncidentSelection toSelection() {
      var all = new ArrayList<>(serials);
      if (file != null) {
        all.addAll(linesOf(file));
      }
      return new IncidentSelection(
          ca == null ? null : ca.value(),
          account,
          keyType,
          all,
          agent == null ? null : agent.value(),
          pattern,
          momentOf(from),
          momentOf(to));
    }

    private static List<String> linesOf(Path file) {
      try {
        return Files.readAllLines(file).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList();
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }

    private static @Nullable Instant momentOf(@Nullable String text) {
      try {
        return text == null ? null : Instant.parse(text);
      } catch (DateTimeParseException malformed) {
        throw new Ended(
            ExitCode.USAGE, "'" + text + "' is not a time such as 2026-11-25T12:00:00Z");
      }
    }
  }
}
