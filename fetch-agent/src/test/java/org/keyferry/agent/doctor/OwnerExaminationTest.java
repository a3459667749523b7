package org.keyferry.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.cycle.Kind;
import org.keyferry.agent.cycle.Settings;
import org.keyferry.agent.cycle.Target;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.install.Placement;
import org.keyferry.agent.install.SwitchForm;
import org.keyferry.agent.reload.Recipe;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.testkit.Root;

/// Whom the unit may give files to, as systemd tells of it, and what an admin types if it may not.
class OwnerExaminationTest {

  /// As `systemctl show` of systemd 252 prints it for the unit of the package.
  private static final String PACKAGED =
      """
      User=root
      CapabilityBoundingSet=cap_dac_override cap_fowner cap_net_bind_service
      LoadState=loaded
      ActiveState=active
      NeedDaemonReload=no
      """;

  private static final Optional<String> NOBODY = Optional.empty();

  @TempDir private Path directory;

  @BeforeEach
  void runSystemd() throws Exception {
    Files.createDirectories(root().resolve("run/systemd/system"));
    systemctlSays("keyferry-agent.service", PACKAGED);
  }

  @Test
  void anOwnerNeedsTheDropInOfThePackage() throws Exception {
    write("usr/share/doc/keyferry-agent/examples/owner.conf", "");

    assertFailed(
        ownedBy(Optional.of("daemon"), NOBODY),
        "keyferry-agent.service may not give files to user daemon, so it cannot install here; root"
            + " in a shell can",
        """
        a drop-in of the package allows it (CAP_CHOWN):
        install -D -m 0644 /usr/share/doc/keyferry-agent/examples/owner.conf \
        /etc/systemd/system/keyferry-agent.service.d/owner.conf
        systemctl daemon-reload && systemctl restart keyferry-agent\
        """);
  }

  @Test
  void whereTheExamplesAreNotInstalledItIsWritten() throws Exception {
    assertFailed(
        ownedBy(Optional.of("daemon"), Optional.of("mail")),
        "user daemon, group mail",
        """
        a drop-in allows it:
        mkdir -p /etc/systemd/system/keyferry-agent.service.d
        printf '[Service]\\nCapabilityBoundingSet=CAP_CHOWN\\n' \
        > /etc/systemd/system/keyferry-agent.service.d/owner.conf
        systemctl daemon-reload && systemctl restart keyferry-agent\
        """);
  }

  @Test
  void theDropInIsFound() throws Exception {
    systemctlSays("keyferry-agent.service", PACKAGED.replace("cap_dac", "cap_chown cap_dac"));

    assertOk(
        ownedBy(Optional.of("daemon"), Optional.of("mail")),
        "keyferry-agent.service may give files to user daemon, group mail");
  }

  @Test
  void oneThatSystemdHasNotReadYetIsFoundToo() throws Exception {
    systemctlSays(
        "keyferry-agent.service", PACKAGED.replace("NeedDaemonReload=no", "NeedDaemonReload=yes"));

    assertFailed(
        ownedBy(Optional.of("daemon"), NOBODY),
        "may not give files to user daemon",
        """
        its files were changed since systemd read them:
        systemctl daemon-reload && systemctl restart keyferry-agent\
        """);
  }

  @Test
  void aGroupNeedsNoPowerOfRoot() throws Exception {
    assertFailed(
        ownedBy(NOBODY, Optional.of("mail")),
        "may not give files to group mail",
        """
        a drop-in of your own puts the unit into that group:
        mkdir -p /etc/systemd/system/keyferry-agent.service.d
        printf '[Service]\\nSupplementaryGroups=mail\\n' \
        > /etc/systemd/system/keyferry-agent.service.d/groups-of-targets.conf
        systemctl daemon-reload && systemctl restart keyferry-agent\
        """);
  }

  /// Those of root in `/etc/group` do not: systemd does not look for them.
  @Test
  void theGroupsOfTheUnitCount() throws Exception {
    systemctlSays(
        "keyferry-agent.service", PACKAGED + "Group=news\nSupplementaryGroups=caddy mail\n");

    assertOk(ownedBy(NOBODY, Optional.of("mail")), "may give files to group mail");
    assertOk(ownedBy(NOBODY, Optional.of("news")), "may give files to group news");
    assertFailed(ownedBy(NOBODY, Optional.of("lp")), "group lp", "SupplementaryGroups=lp");
  }

  @Test
  void aServerThatCameAfterTheAgentNeedsItToStartAgain() throws Exception {
    write("usr/lib/systemd/system-generators/keyferry-agent-groups", "");

    assertFailed(
        ownedBy(Optional.of("root"), Optional.of("tomcat")),
        "may not give files to group tomcat",
        """
        the server came after the agent; the unit joins its group by itself:
        systemctl daemon-reload && systemctl restart keyferry-agent\
        """);
  }

  /// Where nobody says otherwise, whose a switch file is stays.
  @Test
  void theOwnerOfASwitchFileThatIsThereCounts() throws Exception {
    assumeTrue(Root.isThisUser(), "only root gives files away");
    var file = write("site/www.pem", "old pair");
    Files.setOwner(
        file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("daemon"));

    assertFailed(ownedBy(NOBODY, NOBODY), "may not give files to user daemon", "CAP_CHOWN");
  }

  @Test
  void theServiceOfTheTimerIsAskedWhereThatIsUsed() throws Exception {
    systemctlSays("keyferry-agent-once.timer", "LoadState=loaded\nActiveState=active\n");
    systemctlSays("keyferry-agent-once.service", PACKAGED);

    assertFailed(
        ownedBy(Optional.of("daemon"), NOBODY),
        "keyferry-agent-once.service may not give files to user daemon",
        "/etc/systemd/system/keyferry-agent-once.service.d/owner.conf\nsystemctl daemon-reload");
  }

  @Test
  void filesOfRootNeedNothing() throws Exception {
    assertOk(ownedBy(Optional.of("root"), Optional.of("root")), "every file of a target is root's");
  }

  @Test
  void whatCannotBeAskedIsSkipped() throws Exception {
    var target = ownedBy(Optional.of("daemon"), NOBODY);

    systemctlSays("keyferry-agent.service", PACKAGED.replace("User=root", "User=keyferry"));
    assertThat(look(target).finding()).contains("runs as keyferry");
    systemctlSays("keyferry-agent.service", "LoadState=not-found\n");
    assertThat(look(target).finding()).isEqualTo("systemd knows no keyferry-agent.service");
    Files.delete(root().resolve("usr/bin/systemctl"));
    assertThat(look(target).finding()).startsWith("systemd does not answer");
    Files.delete(root().resolve("run/systemd/system"));
    assertThat(look(target).finding()).isEqualTo("systemd does not run here");
    assertThat(look(target).verdict()).isEqualTo(Verdict.SKIPPED);
  }

  private void assertOk(Target target, String finding) throws Exception {
    var check = look(target);
    assertThat(check.verdict()).as(check.toString()).isEqualTo(Verdict.OK);
    assertThat(check.finding()).endsWith(finding);
  }

  private void assertFailed(Target target, String finding, String fix) throws Exception {
    var check = look(target);
    assertThat(check.verdict()).as(check.toString()).isEqualTo(Verdict.FAILED);
    assertThat(check.target()).contains("www");
    assertThat(check.finding()).contains(finding);
    assertThat(check.fix().orElseThrow()).contains(fix);
  }

  private Check look(Target target) throws Exception {
    var settings =
        new Settings(
            URI.create("https://repository.example"),
            directory.resolve("state"),
            new Settings.Poll(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(1)),
            List.of(target));
    var checks =
        new OwnerExamination(settings, new Host(root(), Map.of(), 0, "root")).make().checks();
    assertThat(checks).hasSize(1);
    return checks.getFirst();
  }

  private Target ownedBy(Optional<String> owner, Optional<String> group) {
    return new Target(
        new DisplayName("www"),
        Kind.FILES,
        new DisplayName("www"),
        new Placement(
            directory.resolve("www"),
            root().resolve("site/www.pem"),
            SwitchForm.COMBINED_PEM,
            new Ownership(owner, group, Ownership.keyPermissions("0640"))),
        new Recipe(List.of(), List.of(), Duration.ofSeconds(10)),
        List.of(),
        Optional.empty());
  }

  private Path root() {
    return directory.resolve("root");
  }

  private void systemctlSays(String unit, String answer) throws Exception {
    write("answers/" + unit, answer);
    var program =
        write(
            "usr/bin/systemctl",
            "#!/bin/sh\nexec cat " + root().resolve("answers") + "/\"$2\" 2>/dev/null\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path write(String name, String text) throws Exception {
    var file = root().resolve(name);
    Files.createDirectories(file.resolve("..").normalize());
    return Files.writeString(file, text);
  }
}
