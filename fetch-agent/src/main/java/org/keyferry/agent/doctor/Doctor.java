package org.keyferry.agent.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.keyferry.agent.cycle.Settings;
import org.keyferry.agent.cycle.yaml.SettingsFile;
import org.keyferry.agent.cycle.yaml.SettingsRefused;

/// Examines this host. Asks the repository as the agent does, runs what the settings name under
/// `validate`, and changes nothing.
public final class Doctor {

  private static final Logger LOG = Logger.getLogger(Doctor.class);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final InstantSource clock;
  private final Host host;

  public Doctor(InstantSource clock, Host host) {
    this.clock = clock;
    this.host = host;
  }

  /// Takes a minute at most; what did not come to its end by then is said to be so.
  public Diagnosis examine(Path settingsFile) throws InterruptedException {
    var at = clock.instant();
    var notes = Notes.by(host);
    var settings = read(settingsFile, notes);
    if (settings.isPresent()) {
      notes.add(examine(settings.get()));
    } else {
      notes.skipped(Subject.STATE, "without settings, nothing else can be looked at");
    }
    return new Diagnosis(at, host.user(), sorted(notes.checks()));
  }

  Notes examine(Settings settings) throws InterruptedException {
    var notes = Notes.by(host);
    for (var made : makeAll(examinationsOf(settings))) {
      notes.add(made);
    }
    return notes;
  }

  private Optional<Settings> read(Path file, Notes notes) {
    try {
      var settings = new SettingsFile(file).read();
      notes.ok(
          Subject.SETTINGS,
          file
              + " is sound: "
              + (settings.targets().size() == 1
                  ? "1 target"
                  : settings.targets().size() + " targets")
              + ", repository "
              + settings.server());
      return Optional.of(settings);
    } catch (SettingsRefused refused) {
      for (var fault : refused.faults()) {
        notes.failed(
            Subject.SETTINGS,
            fault,
            "mend it in " + file + "; keyferry-agent config check looks at the settings alone");
      }
    } catch (IOException failure) {
      notes.unreadable(Subject.SETTINGS, failure, "mend what is named");
    }
    return Optional.empty();
  }

  private List<Examination> examinationsOf(Settings settings) {
    var now = clock.instant();
    var credentials = Credentials.of(settings);
    var examinations = new ArrayList<Examination>();
    examinations.add(new StateExamination(settings, host, credentials, now));
    examinations.add(new HostExamination(settings, host));
    examinations.add(new RepositoryExamination(settings, host, credentials, clock));
    for (var target : settings.targets()) {
      examinations.add(new TargetExamination(target, settings, host, now));
    }
    examinations.add(new OwnerExamination(settings, host));
    examinations.add(new ToolsExamination(settings, host));
    return examinations;
  }

  /// All at once, so that one that hangs does not keep the others.
  private List<Notes> makeAll(List<Examination> examinations) throws InterruptedException {
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      List<Callable<Notes>> tasks = new ArrayList<>();
      for (var each : examinations) {
        tasks.add(each::make);
      }
      var made = threads.invokeAll(tasks, LONGEST.toSeconds(), TimeUnit.SECONDS);
      var all = new ArrayList<Notes>();
      for (var at = 0; at < made.size(); at++) {
        all.add(resultOf(made.get(at), examinations.get(at)));
      }
      return all;
    } finally {
      threads.shutdownNow();
    }
  }

  private Notes resultOf(Future<Notes> made, Examination examination) throws InterruptedException {
    var notes = Notes.by(host);
    try {
      return made.get();
    } catch (CancellationException late) {
      notes.failed(
          examination.subject(),
          "the examination did not come to its end within " + LONGEST.toSeconds() + " s",
          "see what hangs: the name service, a disk on the network, the server's own check");
    } catch (ExecutionException defect) {
      LOG.errorf(defect.getCause(), "examination hit a defect subject=%s", examination.subject());
      notes.failed(
          examination.subject(), "the doctor has a defect: " + defect.getCause(), "report it");
    }
    return notes;
  }

  /// The host first, then the targets as the settings have them.
  private static List<Check> sorted(List<Check> checks) {
    var order = checks.stream().map(Check::target).distinct().toList();
    return checks.stream()
        .sorted(
            Comparator.comparing((Check each) -> each.target().isPresent())
                .thenComparingInt(each -> order.indexOf(each.target()))
                .thenComparing(Check::subject))
        .toList();
  }
}
