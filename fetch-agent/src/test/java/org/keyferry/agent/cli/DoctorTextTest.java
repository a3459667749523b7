package org.keyferry.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keyferry.agent.Golden;
import org.keyferry.agent.doctor.Check;
import org.keyferry.agent.doctor.Diagnosis;
import org.keyferry.agent.doctor.Subject;
import org.keyferry.agent.doctor.Verdict;
import picocli.CommandLine.Help.Ansi;

/// How a diagnosis looks.
class DoctorTextTest {

  private static final Diagnosis DIAGNOSIS =
      new Diagnosis(
          Instant.parse("2026-11-25T21:00:00Z"),
          "root",
          List.of(
              host(
                  Subject.SETTINGS,
                  Verdict.OK,
                  "/etc/keyferry/agent.yaml is sound: 1 target, repository"
                      + " https://repository.example:8443",
                  ""),
              host(Subject.UNIT, Verdict.SKIPPED, "systemd does not run here", ""),
              host(
                  Subject.CLOCK,
                  Verdict.WARNING,
                  "the clock of this host is 48 s behind the repository's",
                  "set the clock of this host (timedatectl set-ntp true), or that of the repository"),
              target(
                  Subject.INCLUDE,
                  Verdict.FAILED,
                  "the server does not read /etc/nginx/keyferry/www.conf, says /usr/sbin/nginx -T",
                  "write `include /etc/nginx/keyferry/www.conf;` into the server block, and reload"
                      + " nginx")));

  @ParameterizedTest
  @ValueSource(ints = {80, 120})
  void itKeepsToTheWidthOfTheTerminal(int width) throws IOException {
    var lines = new DoctorText(new Screen(width, Ansi.OFF)).render(DIAGNOSIS);

    assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
    Golden.of("doctor-" + width + ".txt").assertIs(String.join("\n", lines) + "\n");
  }

  @Test
  void aFindingIsOneLineForAScript() {
    assertThat(new DoctorText(new Screen(Integer.MAX_VALUE, Ansi.OFF)).render(DIAGNOSIS))
        .filteredOn(line -> line.startsWith("failed"))
        .containsExactly(
            "failed   include     the server does not read /etc/nginx/keyferry/www.conf, says"
                + " /usr/sbin/nginx -T");
  }

  @Test
  void aCommandIsNotBroken() {
    var command =
        "install -D -m 0644 /usr/share/doc/keyferry-agent/examples/owner.conf"
            + " /etc/systemd/system/keyferry-agent.service.d/owner.conf";
    var diagnosis =
        new Diagnosis(
            Instant.EPOCH,
            "root",
            List.of(
                host(
                    Subject.OWNER,
                    Verdict.FAILED,
                    "keyferry-agent.service may not give files to user haproxy",
                    "a drop-in of the package allows it:\n" + command)));

    assertThat(new DoctorText(new Screen(80, Ansi.OFF)).render(diagnosis))
        .startsWith(
            "failed   owner       keyferry-agent.service may not give files to user haproxy",
            "                     fix: a drop-in of the package allows it:",
            "      " + command);
  }

  @Test
  void coloursAreForTerminals() {
    assertThat(new DoctorText(new Screen(80, Ansi.ON)).render(DIAGNOSIS).toString())
        .contains("\u001B[32mok");
  }

  private static Check host(Subject subject, Verdict verdict, String finding, String fix) {
    return check(Optional.empty(), subject, verdict, finding, fix);
  }

  private static Check target(Subject subject, Verdict verdict, String finding, String fix) {
    return check(Optional.of("www"), subject, verdict, finding, fix);
  }

  private static Check check(
      Optional<String> target, Subject subject, Verdict verdict, String finding, String fix) {
    return new Check(
        subject, target, verdict, finding, Optional.of(fix).filter(each -> !each.isEmpty()));
  }
}
