package org.keyferry.agent.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.testkit.Root;

/// What root without CAP_CHOWN may give away, as the unit of the package has it, and what it says.
class GivingAwayIT {

  @TempDir private Path directory;

  @BeforeEach
  void requireRoot() {
    assumeTrue(Root.isThisUser(), "only root has powers to drop");
  }

  @Test
  void anOwnerNeedsADropInOfThePackage() throws Exception {
    assertThat(given("daemon", "", "--clear-groups"))
        .isEqualTo(
            "cannot be given to user daemon by this process (Operation not permitted): its unit"
                + " needs a drop-in, owner.conf of the package; keyferry-agent doctor prints the"
                + " commands");
  }

  @Test
  void aGroupNeedsTheUnitToBeInIt() throws Exception {
    assertThat(given("", "mail", "--clear-groups"))
        .isEqualTo(
            "cannot be given to group mail by this process (Operation not permitted): its unit"
                + " needs a drop-in, SupplementaryGroups=mail; keyferry-agent doctor prints the"
                + " commands");
  }

  @Test
  void itGivesFilesToAGroupThatItIsIn() throws Exception {
    assertThat(given("", "mail", "--groups=mail")).isEmpty();

    assertThat(Files.getAttribute(directory.resolve("key.pem"), "posix:group")).hasToString("mail");
  }

  private String given(String owner, String group, String groups) throws Exception {
    var process =
        new ProcessBuilder(
                List.of(
                    "/usr/bin/setpriv",
                    "--bounding-set=-chown",
                    groups,
                    ProcessHandle.current().info().command().orElseThrow(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    GiveOnce.class.getName(),
                    directory.toString(),
                    owner,
                    group))
            .redirectErrorStream(true)
            .start();
    var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }
}
