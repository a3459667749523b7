package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.keyferry.acceptance.BootedDebian.Accelerator;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.testkit.installation.Installation;
import org.keyferry.testkit.installation.OfficerApi;

/// The package on a host that really boots: a kernel of its own, a systemd that is its first
/// process, and a shutdown. [AnAdminInstallsThePackageJourney] goes the same way in a directory.
///
/// Only if asked for, since it installs a kernel and takes some minutes: `-Dkeyferry.booted=kvm`,
/// or `tcg` where the machine lends no CPU to Debian's kernel.
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class ABootedHostJourney {

  private static final String NAME = "www.example.test";
  private static final String PACKAGE = "/root/keyferry-agent.deb";
  private static final String UNIT = "keyferry-agent.service";
  private static final String PASSWORD = "a password for the key store";
  private static final int NOT_SERVED = 10; // by the agent's exit codes
  private static final Pattern LEVEL = Pattern.compile("exposure level for \\S+: ([0-9.]+)");
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private Installation installation;
  private OfficerApi officer;
  private BootedDebian host;
  private TreeSet<String> before;
  private int versions;

  @SuppressWarnings("NullAway.Init") // set before the first test
  ABootedHostJourney() {}

  @BeforeAll
  void aHostBoots() throws Exception {
    var asked = System.getProperty("keyferry.booted", "");
    assumeTrue(!asked.isEmpty(), "not asked for: -Dkeyferry.booted=kvm, or tcg, which is slow");
    var accelerator = Accelerator.valueOf(asked.toUpperCase(Locale.ROOT));
    var obstacle = BootedDebian.obstacle(accelerator);
    assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
    var built = AgentPackage.built();
    assumeTrue(built.isPresent(), "no package was built: add -Ppackages");

    installation =
        Installation.prepared(
            UnaryOperator.identity(),
            Map.of("keyferry.server.names", "localhost,127.0.0.1," + BootedDebian.THIS_MACHINE));
    installation.server().start();
    installation.introduceTheCa();
    officer = installation.server().officerApi();
    officer.addCertificate("www", NAME, "web");
    host =
        BootedDebian.installed(installation.directory(), accelerator, "nginx-light", "logrotate");
    host.runs("rm", "/etc/nginx/sites-enabled/default");
    host.copy(built.get(), PACKAGE);
    before = new TreeSet<>(host.files());
    versions = 1;
    officer.awaitVersions("www", versions);
  }

  @AfterAll
  @SuppressWarnings("NullAway") // not set if it was skipped
  void everythingEnds() {
    if (host != null) {
      host.close();
    }
    if (installation != null) {
      installation.close();
    }
  }

  @Test
  @Order(1)
  void thePackageIsInstalledAndWaits() {
    host.runs("apt-get", "install", "--yes", PACKAGE);

    assertThat(host.runs("systemctl", "is-enabled", UNIT)).isEqualTo("enabled\n");
    assertThat(host.tries("systemctl", "is-active", UNIT).output()).isEqualTo("inactive\n");
    nothingHasFailed();
  }

  /// With the second compiler of Java, or the RSA key takes minutes where QEMU runs the
  /// instructions.
  @Test
  @Order(2)
  void oneCommandEnrolls() {
    declare("");

    var enrolled =
        host.reads(
                officer.enrollmentToken("web1"),
                "env",
                "KEYFERRY_JAVA_OPTIONS=-XX:TieredStopAtLevel=4",
                "keyferry-agent",
                "enroll",
                "--token-file",
                "-")
            .succeeded();

    assertThat(enrolled.output()).contains("enrolled as web1");
    officer.grant("web1", "www");
  }

  @Test
  @Order(3)
  void nginxServesTheCertificate() {
    Awaitility.await("the first version is there")
        .atMost(PATIENCE)
        .until(() -> host.tries("keyferry-agent", "once").exitCode() == NOT_SERVED);
    host.write(
        "/etc/nginx/conf.d/www.conf",
        String.format(
            Locale.ROOT,
            """
            server {
              listen 443 ssl;
              server_name %s;
              include /etc/nginx/keyferry/www.conf;
            }
            """,
            NAME));
    host.runs("nginx", "-t");
    host.runs("systemctl", "reload", "nginx");

    host.runs("systemctl", "enable", "--now", UNIT);

    awaitTheNewestIsServed();
    assertThat(property("ActiveState")).isEqualTo("active");
  }

  /// After the logs were rotated, since the check of nginx opens them.
  @Test
  @Order(4)
  void theServiceRenewsAndSystemdReloads() {
    assertThat(host.runs("systemd-tmpfiles", "--create", "--remove", "--clean")).isEmpty();
    assertThat(host.runs("logrotate", "--force", "/etc/logrotate.conf")).isEmpty();
    var nginx = property("nginx.service", "MainPID");

    issue();

    awaitTheNewestIsServed();
    assertThat(property("nginx.service", "MainPID")).isEqualTo(nginx); // not restarted
    assertThat(host.runs("journalctl", "--no-pager", "-o", "cat", "-u", "nginx"))
        .contains("Reloaded nginx.service");
  }

  @Test
  @Order(5)
  void theSandboxIsInForce() {
    assertThat(host.runs("cat", "/proc/" + property("MainPID") + "/status"))
        .containsPattern("NoNewPrivs:\\s1")
        .containsPattern("Seccomp:\\s2")
        .containsPattern("CapBnd:\\s000000000000040a\\s") // what the unit leaves it
        .containsPattern("CapEff:\\s000000000000040a\\s");
    assertThat(inTheService("touch", "/etc/nginx/conf.d/evil")).contains("Read-only file system");
    assertThat(inTheService("ls", "/dev/vda")).contains("No such file");
    assertThat(inTheService("ls", "/home")).doesNotContain("root");
    assertThat(host.runs("cat", "/sys/fs/cgroup/system.slice/" + UNIT + "/memory.swap.max"))
        .isEqualTo("0\n");

    var level = LEVEL.matcher(host.runs("systemd-analyze", "security", "--no-pager", UNIT));
    assertThat(level.find()).isTrue();
    System.out.println("booted, systemd-analyze security says " + level.group(1));
    assertThat(Double.parseDouble(level.group(1))).isLessThanOrEqualTo(2.0);
  }

  @Test
  @Order(6)
  void aSecretReachesItAsACredential() throws Exception {
    host.runs("mkdir", "/srv/application");
    host.write("/etc/keyferry/secrets/store", PASSWORD + "\n");
    dropIn(UNIT, "[Service]\nReadWritePaths=/srv/application\n");
    declare(
        """
          - name: application
            kind: files
            certificate: www
            keystore: /srv/application/www.p12
            password-file: /run/credentials/keyferry-agent.service/secret_store
        """);
    host.runs("systemctl", "restart", UNIT);

    Awaitility.await("the key store is there")
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(host.tries("ls", "/srv/application").output())
                .as(this::journal)
                .contains("www.p12"));

    var store = KeyStore.getInstance("PKCS12");
    store.load(
        new ByteArrayInputStream(
            Base64.getMimeDecoder().decode(host.runs("base64", "/srv/application/www.p12"))),
        PASSWORD.toCharArray());
    var leaf = (X509Certificate) store.getCertificate("www");
    assertThat(SerialNumber.of(leaf).value()).isEqualTo(newest());
  }

  /// The check is at work when the service is told to stop.
  @Test
  @Order(7)
  void aStopWaitsForTheEndOfAnInstall() {
    host.write(
        "/usr/local/sbin/slow-check",
        """
        #!/bin/sh
        touch /run/check-began
        while [ ! -e /run/check-may-end ]; do sleep 0.2; done
        exec nginx -t
        """);
    host.runs("chmod", "755", "/usr/local/sbin/slow-check");
    declare("    validate: [/usr/local/sbin/slow-check]\n");
    host.runs("systemctl", "restart", UNIT);

    issue();
    Awaitility.await("the check is at work")
        .atMost(PATIENCE)
        .until(() -> host.tries("ls", "/run/check-began").exitCode() == 0);
    host.runs("systemctl", "stop", "--no-block", UNIT);
    declare(""); // for its next start
    assertThat(property("ActiveState")).isEqualTo("deactivating");
    host.runs("touch", "/run/check-may-end");

    Awaitility.await("it stopped")
        .atMost(PATIENCE)
        .until(() -> property("ActiveState").equals("inactive"));
    assertThat(property("Result")).isEqualTo("success");
    assertServed();
  }

  @Test
  @Order(8)
  void aHostThatWasOffIsRenewedWhenItStarts() {
    host.shutDown();
    issue();

    host.start();

    awaitTheNewestIsServed();
    assertThat(property("ActiveState")).isEqualTo("active");
    nothingHasFailed();
  }

  @Test
  @Order(9)
  void theTimerRunsARoundInstead() {
    dropIn("keyferry-agent-once.timer", "[Timer]\nRandomizedDelaySec=0\n");
    host.runs("systemctl", "disable", "--now", UNIT);
    issue();

    host.runs("systemctl", "enable", "--now", "keyferry-agent-once.timer");

    awaitTheNewestIsServed();
    Awaitility.await("the round ended, and the next one is due")
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(host.runs("systemctl", "list-timers", "--no-pager", "--no-legend"))
                .containsPattern("min .*left .*keyferry-agent-once.timer"));
    assertThat(property("keyferry-agent-once.service", "Result")).isEqualTo("success");
    nothingHasFailed();
  }

  @Test
  @Order(10)
  void purgedItLeavesWhatTheManualSays() {
    System.out.println(journal());
    host.runs("apt-get", "remove", "--yes", "keyferry-agent");
    assertThat(host.tries("systemctl", "is-active", "keyferry-agent-once.timer").exitCode())
        .isNotZero();
    host.runs("systemctl", "restart", "nginx");
    assertServed();

    var said = host.runs("apt-get", "purge", "--yes", "keyferry-agent");

    assertThat(said).contains("/etc/nginx/keyferry/www.conf names files that are removed now");
    nothingHasFailed();
    var left = new TreeSet<>(host.files());
    left.removeAll(before);
    left.remove("/var/lib/logrotate/status"); // of the rotation above
    System.out.println("left after the purge: " + left);
    assertThat(left)
        .containsExactly(
            "/etc/nginx/conf.d/www.conf", // the admin's
            "/etc/nginx/keyferry",
            "/etc/nginx/keyferry/www.conf",
            "/etc/systemd/system/keyferry-agent-once.timer.d",
            "/etc/systemd/system/keyferry-agent-once.timer.d/test.conf",
            "/etc/systemd/system/keyferry-agent.service.d",
            "/etc/systemd/system/keyferry-agent.service.d/test.conf",
            "/srv/application",
            "/srv/application/www.p12",
            "/usr/local/sbin/slow-check");
  }

  private void nothingHasFailed() {
    assertThat(host.runs("systemctl", "--failed", "--quiet", "--no-pager")).isEmpty();
  }

  private void dropIn(String unit, String text) {
    host.write("/etc/systemd/system/" + unit + ".d/test.conf", text);
    host.runs("systemctl", "daemon-reload");
  }

  private void declare(String more) {
    host.write(
        "/etc/keyferry/agent.yaml",
        String.format(
                Locale.ROOT,
                """
                server: https://%s:%d
                targets:
                  - name: www
                    kind: nginx
                    certificate: www
                    directory: /var/lib/keyferry-agent/www
                    snippet: /etc/nginx/keyferry/www.conf
                    reload: [/usr/bin/systemctl, reload, nginx]
                    timeout: 2m
                    listeners:
                      - {address: "127.0.0.1:443", server-name: %s}
                """,
                BootedDebian.THIS_MACHINE,
                installation.server().uri().getPort(),
                NAME)
            + more);
  }

  private void issue() {
    officer.order("www");
    versions++;
    officer.awaitVersions("www", versions);
  }

  private void awaitTheNewestIsServed() {
    Awaitility.await("the newest version is served")
        .atMost(PATIENCE)
        .untilAsserted(this::assertServed);
  }

  private void assertServed() {
    assertThat(served()).as(this::journal).isEqualTo(newest());
  }

  private String served() {
    try {
      return Visitor.trusting(installation).sees(NAME, host.httpsPort());
    } catch (IOException | GeneralSecurityException failed) {
      throw new AssertionError(failed);
    }
  }

  private String newest() {
    return officer.versions("www").getFirst().get("serial").asText();
  }

  /// What a command says where the service sees the disk.
  private String inTheService(String... command) {
    var all = new ArrayList<>(List.of("nsenter", "-t", property("MainPID"), "-m"));
    all.addAll(List.of(command));
    var finished = host.tries(all.toArray(String[]::new));
    return finished.output() + finished.errors();
  }

  private String journal() {
    return host.runs("journalctl", "--no-pager", "-o", "cat", "-u", "keyferry-agent*");
  }

  private String property(String name) {
    return property(UNIT, name);
  }

  private String property(String unit, String name) {
    return host.runs("systemctl", "show", "--property=" + name, "--value", unit).strip();
  }
}
