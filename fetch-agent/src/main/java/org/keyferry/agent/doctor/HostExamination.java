package org.keyferry.agent.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.keyferry.agent.cycle.Settings;
import org.keyferry.agent.cycle.Trouble;
import org.keyferry.agent.disk.LockHolder;
import org.keyferry.agent.reload.HostQuestion;

/// Room on the disk, and whether the agent runs.
final class HostExamination implements Examination {

  private static final long MEBIBYTE = 1 << 20;
  private static final long TOO_LITTLE = 16;
  private static final long LITTLE = 128;
  private static final long TOO_FEW = 64;
  private static final long FEW = 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Settings settings;
  private final Host host;

  HostExamination(Settings settings, Host host) {
    this.settings = settings;
    this.host = host;
  }

  @Override
  public Subject subject() {
    return Subject.DISK;
  }

  @Override
  public Notes make() throws InterruptedException {
    var notes = Notes.by(host);
    lookAtDisks(notes);
    var holder = lookAtLock(notes);
    lookAtUnit(holder, notes);
    return notes;
  }

  private void lookAtDisks(Notes notes) throws InterruptedException {
    var seen = new HashSet<FileStore>();
    var good = new ArrayList<String>();
    for (var place : placesToWrite()) {
      try {
        var store = Files.getFileStore(place);
        if (seen.add(store)) {
          lookAtDisk(place, store, good, notes);
        }
      } catch (IOException failure) {
        notes.unreadable(Subject.DISK, failure, "mend what is named");
      }
    }
    if (!good.isEmpty()) {
      notes.ok(Subject.DISK, String.join("; ", good));
    }
  }

  private static void lookAtDisk(Path place, FileStore store, List<String> good, Notes notes)
      throws IOException, InterruptedException {
    var free = store.getUsableSpace() / MEBIBYTE;
    var inodes = freeInodes(place);
    var told = free + " MiB" + (inodes.isPresent() ? " and " + inodes.getAsLong() + " inodes" : "");
    if (store.isReadOnly()) {
      notes.failed(
          Subject.DISK,
          place + " is on a file system that is mounted read-only",
          "look why (dmesg), then mount -o remount,rw it");
    } else if (free < TOO_LITTLE || inodes.orElse(FEW) < TOO_FEW) {
      notes.failed(
          Subject.DISK, "only " + told + " are left at " + place, "make room (df -h, df -i)");
    } else if (free < LITTLE || inodes.orElse(FEW) < FEW) {
      notes.warning(
          Subject.DISK, "only " + told + " are left at " + place, "make room (df -h, df -i)");
    } else {
      good.add(told + " are free at " + place);
    }
  }

  /// What there is of the directories that the agent writes to.
  private Set<Path> placesToWrite() {
    var places = new LinkedHashSet<Path>();
    places.add(existing(settings.state()));
    for (var target : settings.targets()) {
      places.add(existing(target.placement().directory()));
      places.add(existing(target.placement().switchFile()));
    }
    return places;
  }

  private static Path existing(Path path) {
    for (Path each = path.toAbsolutePath(); each != null; each = each.getParent()) {
      if (Files.isDirectory(each)) {
        return each;
      }
    }
    return Path.of("/");
  }

  /// Empty on a file system that makes them as it needs them.
  private static OptionalLong freeInodes(Path place) throws InterruptedException {
    var answer =
        HostQuestion.ask(
            List.of("/usr/bin/stat", "--file-system", "--format=%c %d", place.toString()),
            PATIENCE);
    var numbers = answer.map(each -> each.strip().split(" ")).filter(each -> each.length == 2);
    if (numbers.isEmpty() || !numbers.get()[1].matches("\\d{1,18}")) {
      return OptionalLong.empty();
    }
    return numbers.get()[0].equals("0")
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(numbers.get()[1]));
  }

  private OptionalLong lookAtLock(Notes notes) {
    var lock = settings.state().resolve("lock");
    try {
      if (!host.isAgent(settings.state())) {
        notes.skipped(
            Subject.RUNNING,
            "the lock of the agent is closed to " + host.user() + "; run this as root");
        return OptionalLong.empty();
      }
      var holder = LockHolder.of(lock);
      if (holder.isPresent()) {
        notes.ok(Subject.RUNNING, "an agent is at work, process " + holder.getAsLong());
      } else {
        notes.warning(
            Subject.RUNNING,
            "no agent is at work with " + settings.state(),
            "systemctl enable --now keyferry-agent, or keyferry-agent run");
      }
      return holder;
    } catch (IOException failure) {
      notes.failed(Subject.RUNNING, Trouble.sentenceOf(failure), "mend what is named");
      return OptionalLong.empty();
    }
  }

  private void lookAtUnit(OptionalLong holder, Notes notes) throws InterruptedException {
    if (!Unit.systemdRunsOn(host)) {
      notes.skipped(Subject.UNIT, "systemd does not run here");
      return;
    }
    var service = Unit.service(host);
    if (service.isUnanswered()) {
      notes.skipped(Subject.UNIT, "systemd does not answer (systemctl show keyferry-agent)");
    } else if (Unit.timer(host).isActive()) {
      notes.ok(Subject.UNIT, "keyferry-agent-once.timer is active and makes a round at a time");
    } else if (service.isMissing()) {
      notes.skipped(Subject.UNIT, "systemd knows no keyferry-agent.service");
    } else {
      lookAtService(service, holder, notes);
    }
  }

  private static void lookAtService(Unit service, OptionalLong holder, Notes notes) {
    var state = service.told("ActiveState", "unknown");
    var atBoot = service.told("UnitFileState", "unknown");
    var main = service.told("MainPID", "0");
    if (state.equals("failed")) {
      notes.failed(
          Subject.UNIT,
          "keyferry-agent.service failed",
          "journalctl -u keyferry-agent says why; then systemctl restart keyferry-agent");
    } else if (!state.equals("active")) {
      notes.warning(
          Subject.UNIT,
          "keyferry-agent.service is " + state,
          "systemctl enable --now keyferry-agent");
    } else if (!atBoot.startsWith("enabled")) {
      notes.warning(
          Subject.UNIT,
          "keyferry-agent.service is active and would not be started at boot (" + atBoot + ")",
          "systemctl enable keyferry-agent");
    } else if (holder.isPresent() && !main.equals(Long.toString(holder.getAsLong()))) {
      notes.warning(
          Subject.UNIT,
          "process " + holder.getAsLong() + " holds the lock, and systemd's agent is " + main,
          "stop the one that systemd did not start; two agents do not work with one state");
    } else {
      notes.ok(Subject.UNIT, "keyferry-agent.service is active, and enabled at boot");
    }
  }
}
