package org.keyferry.repository.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The example alerts do what they say, by Prometheus' own word: quiet while all is well, once for
/// all replicas when it is not.
class AlertRulesIT {

  private static final Path FOLDER = Path.of("../deploy/prometheus");
  private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");

  @Test
  void theRulesAreRules() throws Exception {
    assertThat(promtool("check", "rules", "keyferry.rules.yml")).contains("SUCCESS");
  }

  @Test
  void theRulesTellWhatTheyShouldAndNothingElse() throws Exception {
    assertThat(promtool("test", "rules", "keyferry.rules.test.yml")).contains("SUCCESS");
  }

  @Test
  void eachAlertIsSeenToBeQuietAndToFire() throws Exception {
    var tests = Files.readString(FOLDER.resolve("keyferry.rules.test.yml"));
    var alerts =
        ALERT.matcher(Files.readString(FOLDER.resolve("keyferry.rules.yml"))).results().toList();

    assertThat(alerts)
        .isNotEmpty()
        .allSatisfy(each -> {
          assertThat(tests).contains("alertname: " + each.group(1) + "}");
          assertThat(tests).contains("{alertname=\"" + each.group(1) + "\"");
        });
  }

  private static String promtool(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
