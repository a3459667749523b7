package org.keyferry.agent.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.keyferry.agent.cycle.Settings;
import org.keyferry.agent.cycle.Target;
import org.keyferry.agent.cycle.Trouble;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.install.Rendering;

/// Whether the unit may give files to those whom the targets name. Root in a shell may always, so
/// that what works by hand fails in the service.
final class OwnerExamination implements Examination {

  private static final String ROOT = "root";
  private static final String DROP_IN = "/usr/share/doc/keyferry-agent/examples/owner.conf";
  private static final String GENERATOR =
      "/usr/lib/systemd/system-generators/keyferry-agent-groups";
  private static final Set<String> GROUPS_OF_THE_GENERATOR = Set.of("caddy", "tomcat");

  private final Settings settings;
  private final Host host;
  private final Notes notes;

  OwnerExamination(Settings settings, Host host) {
    this.settings = settings;
    this.host = host;
    this.notes = Notes.by(host);
  }

  @Override
  public Subject subject() {
    return Subject.OWNER;
  }

  @Override
  public Notes make() throws InterruptedException {
    if (!Unit.systemdRunsOn(host)) {
      notes.skipped(Subject.OWNER, "systemd does not run here");
      return notes;
    }
    var unit = Unit.installing(host);
    if (unit.isUnanswered()) {
      notes.skipped(Subject.OWNER, "systemd does not answer (systemctl show " + unit.name() + ")");
    } else if (unit.isMissing()) {
      notes.skipped(Subject.OWNER, "systemd knows no " + unit.name());
    } else if (!unit.told("User", "").isEmpty() && !unit.told("User", "").equals(ROOT)) {
      notes.skipped(
          Subject.OWNER,
          unit.name()
              + " runs as "
              + unit.told("User", "")
              + ", who gives files to his own groups");
    } else {
      lookAtTargets(unit);
    }
    return notes;
  }

  private void lookAtTargets(Unit unit) {
    var given = 0;
    var groups = groupsOf(unit);
    for (var target : settings.targets()) {
      var recipients = recipientsIn(target);
      if (!recipients.isEmpty()) {
        given++;
        notes.add(lookAt(target, recipients, unit, groups));
      }
    }
    if (given == 0) {
      notes.ok(Subject.OWNER, "every file of a target is root's");
    }
  }

  private Notes lookAt(Target target, Recipients recipients, Unit unit, Set<String> groups) {
    var found = Notes.on(target, host);
    var denied =
        unit.words("CapabilityBoundingSet").contains("cap_chown")
            ? Recipients.NONE
            : recipients.without(groups);
    if (denied.isEmpty()) {
      found.ok(Subject.OWNER, unit.name() + " may give files to " + recipients);
    } else {
      found.failed(
          Subject.OWNER,
          unit.name()
              + " may not give files to "
              + denied
              + ", so it cannot install here; root in a shell can",
          fixOf(denied, unit));
    }
    return found;
  }

  private String fixOf(Recipients denied, Unit unit) {
    if (unit.isOutdated()) {
      return "its files were changed since systemd read them:\n" + unit.renewal();
    }
    if (denied.users.isEmpty()
        && GROUPS_OF_THE_GENERATOR.containsAll(denied.groups)
        && Files.exists(host.at(GENERATOR))) {
      return "the server came after the agent; the unit joins its group by itself:\n"
          + unit.renewal();
    }
    var directory = "/etc/systemd/system/" + unit.name() + ".d";
    if (denied.users.isEmpty()) {
      return "a drop-in of your own puts the unit into "
          + (denied.groups.size() == 1 ? "that group:\n" : "those groups:\n")
          + writing(
              directory,
              "groups-of-targets.conf",
              "SupplementaryGroups=" + String.join(" ", denied.groups))
          + unit.renewal();
    }
    return Files.exists(host.at(DROP_IN))
        ? "a drop-in of the package allows it (CAP_CHOWN):\ninstall -D -m 0644 "
            + DROP_IN
            + " "
            + directory
            + "/owner.conf\n"
            + unit.renewal()
        : "a drop-in allows it:\n"
            + writing(directory, "owner.conf", "CapabilityBoundingSet=CAP_CHOWN")
            + unit.renewal();
  }

  private static String writing(String directory, String name, String line) {
    return "mkdir -p "
        + directory
        + "\nprintf '[Service]\\n"
        + line
        + "\\n' > "
        + directory
        + "/"
        + name
        + "\n";
  }

  /// Root without CAP_CHOWN gives its files to groups that its process is in. Those of root in
  /// `/etc/group` are not among them: systemd does not look for any of the group root.
  private static Set<String> groupsOf(Unit unit) {
    var groups = new HashSet<>(unit.words("SupplementaryGroups"));
    groups.add(unit.told("Group", ""));
    return groups;
  }

  private Recipients recipientsIn(Target target) {
    var placement = target.placement();
    var ownerships = new ArrayList<Ownership>();
    ownerships.add(placement.ownership());
    placement.renderings().stream().map(Rendering::ownership).forEach(ownerships::add);
    ownerships.add(placement.switchOwnership());
    try {
      if (Files.exists(placement.switchFile())) { // whose it is stays, where nobody says otherwise
        var present = Files.readAttributes(placement.switchFile(), PosixFileAttributes.class);
        ownerships.add(
            placement
                .switchOwnership()
                .orAs(
                    new Ownership(
                        Optional.of(present.owner().getName()),
                        Optional.of(present.group().getName()),
                        present.permissions()),
                    placement.widestSwitchMode()));
      }
    } catch (IOException failure) {
      notes.skipped(Subject.OWNER, Trouble.sentenceOf(failure));
    }
    return Recipients.of(ownerships);
  }

  /// Those to whom files are given that root makes.
  private record Recipients(Set<String> users, Set<String> groups) {

    private static final Recipients NONE = new Recipients(Set.of(), Set.of());

    static Recipients of(List<Ownership> ownerships) {
      var users = new TreeSet<String>();
      var groups = new TreeSet<String>();
      for (var each : ownerships) {
        each.owner().filter(name -> !name.equals(ROOT)).ifPresent(users::add);
        each.group().filter(name -> !name.equals(ROOT)).ifPresent(groups::add);
      }
      return new Recipients(users, groups);
    }

    Recipients without(Set<String> groups) {
      var left = new TreeSet<>(this.groups);
      left.removeAll(groups);
      return new Recipients(users, left);
    }

    boolean isEmpty() {
      return users.isEmpty() && groups.isEmpty();
    }

    @Override
    public String toString() {
      var named = new ArrayList<String>();
      users.forEach(each -> named.add("user " + each));
      groups.forEach(each -> named.add("group " + each));
      return String.join(", ", named);
    }
  }
}
