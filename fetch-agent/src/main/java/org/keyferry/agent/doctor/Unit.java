package org.keyferry.agent.doctor;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.keyferry.agent.reload.HostQuestion;

/// A unit of systemd, with what its drop-ins add.
///
/// @param properties none if systemd does not answer
record Unit(String name, Map<String, String> properties) {

  private static final String SERVICE = "keyferry-agent.service";
  private static final String TIMER = "keyferry-agent-once.timer";
  private static final String TIMERS_SERVICE = "keyferry-agent-once.service";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  Unit {
    properties = Map.copyOf(properties);
  }

  static boolean systemdRunsOn(Host host) {
    return Files.exists(host.at("/run/systemd/system"));
  }

  static Unit service(Host host) throws InterruptedException {
    return shown(SERVICE, host);
  }

  static Unit timer(Host host) throws InterruptedException {
    return shown(TIMER, host);
  }

  /// The one that installs: the service, unless the timer is used in its place.
  static Unit installing(Host host) throws InterruptedException {
    return timer(host).isActive() ? shown(TIMERS_SERVICE, host) : service(host);
  }

  boolean isUnanswered() {
    return properties.isEmpty();
  }

  boolean isMissing() {
    return "not-found".equals(properties.get("LoadState"));
  }

  boolean isActive() {
    return "active".equals(properties.get("ActiveState"));
  }

  /// @param property of systemd's D-Bus interface
  String told(String property, String otherwise) {
    return properties.getOrDefault(property, otherwise);
  }

  /// A property that is a list.
  Set<String> words(String property) {
    return Arrays.stream(told(property, "").strip().split(" +"))
        .collect(Collectors.toUnmodifiableSet()); // drop-ins may name one twice
  }

  /// Its file or a drop-in was changed, and systemd goes by what it read before.
  boolean isOutdated() {
    return "yes".equals(properties.get("NeedDaemonReload"));
  }

  /// What has systemd read its files again, and the agent work by them.
  String renewal() {
    return "systemctl daemon-reload"
        + (name.equals(SERVICE) ? " && systemctl restart keyferry-agent" : "");
  }

  private static Unit shown(String name, Host host) throws InterruptedException {
    var answer =
        HostQuestion.ask(
            List.of(
                host.at("/usr/bin/systemctl").toString(),
                "show",
                name,
                "--property=LoadState,ActiveState,UnitFileState,MainPID,NeedDaemonReload,User,"
                    + "Group,CapabilityBoundingSet,SupplementaryGroups"),
            PATIENCE);
    return new Unit(
        name,
        answer
            .orElse("")
            .lines()
            .map(line -> line.split("=", 2))
            .filter(each -> each.length == 2)
            .collect(Collectors.toMap(each -> each[0], each -> each[1], (first, _) -> first)));
  }
}
