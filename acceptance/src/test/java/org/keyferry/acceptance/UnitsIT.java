package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keyferry.testkit.installation.Programs;

/// What `systemd-analyze security` says of the units: 0 is nothing to hold against them, 10 all.
class UnitsIT {

  private static final Path SYSTEMD_ANALYZE = Path.of("/usr/bin/systemd-analyze");
  private static final Pattern LEVEL = Pattern.compile("exposure level for \\S+: ([0-9.]+)");

  /// A group that the host does not have would keep the unit from starting.
  @Test
  void theAgentIsInTheGroupsOfServersThatTheHostHas(@TempDir Path generated) throws Exception {
    var groups =
        Files.readAllLines(Path.of("/etc/group")).stream()
            .map(line -> line.substring(0, line.indexOf(':')))
            .filter(Set.of("caddy", "tomcat")::contains)
            .sorted()
            .toList();
    assumeTrue(!groups.isEmpty(), "neither Caddy nor Tomcat is installed");

    Programs.run(
            Map.of(),
            List.of(
                units().resolve("system-generators/keyferry-agent-groups").toString(),
                generated.toString()))
        .succeeded();

    for (var unit : List.of("keyferry-agent", "keyferry-agent-once")) {
      assertThat(generated.resolve(unit + ".service.d/groups.conf"))
          .hasContent("[Service]\nSupplementaryGroups=" + String.join(" ", groups));
    }
  }

  /// The agent stays root and speaks to the network; the server is a user of its own.
  @ParameterizedTest
  @CsvSource({
    "keyferry-agent.service, 2.0",
    "keyferry-agent-once.service, 2.0",
    "keyferry-server.service, 1.1"
  })
  void aUnitIsExposedNoMoreThan(String unit, double most) {
    assumeTrue(Files.isExecutable(SYSTEMD_ANALYZE), "systemd is not installed");
    var file = units().resolve(unit);

    var page =
        Programs.run(
                Map.of(),
                List.of(
                    SYSTEMD_ANALYZE.toString(),
                    "security",
                    "--offline=true",
                    "--no-pager",
                    file.toString()))
            .succeeded()
            .output();

    var level = LEVEL.matcher(page);
    assertThat(level.find()).as(page).isTrue();
    System.out.println(unit + ": systemd-analyze security says " + level.group(1));
    assertThat(Double.parseDouble(level.group(1))).as(page).isLessThanOrEqualTo(most);
  }

  private static Path units() {
    return Path.of(System.getProperty("keyferry.root"), "deploy", "systemd");
  }
}
