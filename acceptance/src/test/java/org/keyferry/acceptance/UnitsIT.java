package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keyferry.testkit.installation.Programs;

/// What `systemd-analyze security` says of the units: 0 is nothing to hold against them, 10 all.
class UnitsIT {

  private static final Path SYSTEMD_ANALYZE = Path.of("/usr/bin/systemd-analyze");
  private static final Pattern LEVEL = Pattern.compile("exposure level for \\S+: ([0-9.]+)");

  /// The agent stays root and speaks to the network; the server is a user of its own.
  @ParameterizedTest
  @CsvSource({
    "keyferry-agent.service, 1.9",
    "keyferry-agent-once.service, 1.9",
    "keyferry-server.service, 1.1"
  })
  void aUnitIsExposedNoMoreThan(String unit, double most) {
    assumeTrue(Files.isExecutable(SYSTEMD_ANALYZE), "systemd is not installed");
    var file = Path.of(System.getProperty("keyferry.root")).resolve("deploy/systemd").resolve(unit);

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
}
