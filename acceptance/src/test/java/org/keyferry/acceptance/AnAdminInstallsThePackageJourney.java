package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.keyferry.testkit.FreePort;
import org.keyferry.testkit.installation.Installation;
import org.keyferry.testkit.installation.OfficerApi;
import org.keyferry.testkit.installation.Programs.Finished;

/// From a clean Debian with nginx to a page that is served, with the package alone, under the unit
/// as it is shipped; and back, until nothing is left but what docs/operations/packages.md says.
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class AnAdminInstallsThePackageJourney {

  private static final String NAME = "www.example.test";
  private static final String PACKAGE = "/root/keyferry-agent.deb";
  private static final String SETTINGS = "/etc/keyferry/agent.yaml";
  private static final int NOT_SERVED = 10; // by the agent's exit codes
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final int port = FreePort.tcp();
  private Installation installation;
  private OfficerApi officer;
  private Debian debian;
  private SortedSet<String> before;

  @SuppressWarnings("NullAway.Init") // set before the first test
  AnAdminInstallsThePackageJourney() {}

  @BeforeAll
  void thereIsACleanDebianAndARepository() throws Exception {
    var obstacle = Debian.obstacle();
    assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
    var built = AgentPackage.built();
    assumeTrue(built.isPresent(), "no package was built: add -Ppackages");

    installation = Installation.running();
    officer = installation.server().officerApi();
    officer.addCertificate("www", NAME, "web");
    debian = Debian.installed(installation.directory(), "nginx-light");
    debian.runs("rm", "/etc/nginx/sites-enabled/default");
    debian.runs("groupadd", "--system", "tomcat"); // as the package of Tomcat has it
    debian.runs("mkdir", "--parents", "/etc/tomcat10/keyferry");
    Files.copy(built.get(), debian.file(PACKAGE));
    before = debian.files();
    officer.awaitVersions("www", 1);
  }

  @AfterAll
  @SuppressWarnings("NullAway") // not set if it was skipped
  void everythingEnds() {
    if (debian != null) {
      debian.close();
    }
    if (installation != null) {
      installation.close();
    }
  }

  @Test
  @Order(1)
  void thePackageNeedsNothingElse() {
    assertThat(debian.tries("which", "java").exitCode()).isNotZero();

    debian.runs("dpkg", "-i", PACKAGE);

    assertThat(debian.runs("keyferry-agent", "--version")).startsWith("keyferry-agent ");
    assertThat(debian.runs("systemctl", "is-enabled", "keyferry-agent")).isEqualTo("enabled\n");
    assertThat(debian.runs("systemctl", "--failed", "--quiet")).isEmpty(); // it waits
  }

  @Test
  @Order(2)
  void oneCommandEnrolls() {
    declare("");

    var enrolled =
        debian
            .reads(officer.enrollmentToken("web1"), "keyferry-agent", "enroll", "--token-file", "-")
            .succeeded();

    assertThat(enrolled.output()).contains("enrolled as web1");
    officer.grant("web1", "www");
  }

  /// The order of deploy/examples/nginx: nginx refuses a configuration whose certificate is not
  /// there yet.
  @Test
  @Order(3)
  void nginxServesTheCertificate() throws Exception {
    Awaitility.await("the first version is there")
        .atMost(PATIENCE)
        .until(() -> debian.tries("keyferry-agent", "once").exitCode() == NOT_SERVED);
    debian.write(
        "/etc/nginx/conf.d/www.conf",
        String.format(
            Locale.ROOT,
            """
            server {
              listen 127.0.0.1:%d ssl;
              server_name %s;
              include /etc/nginx/keyferry/www.conf;
            }
            """,
            port,
            NAME));
    debian.runs("nginx", "-t");
    debian.runs("systemctl", "reload", "nginx");

    debian.runs("keyferry-agent", "once");

    assertThat(served()).isEqualTo(newest());
  }

  /// `nginx -t` and `nginx -s reload`, in the sandbox of the unit.
  @Test
  @Order(4)
  void theServiceBringsTheNextVersion() throws Exception {
    debian.write("/etc/keyferry/secrets/pin", "1234");
    debian.runs("systemctl", "start", "keyferry-agent");

    issueAndAwaitServed(2);

    assertThat(debian.runs("systemctl", "is-active", "keyferry-agent")).isEqualTo("active\n");
    assertThat(inTheService("cat", "/run/credentials/keyferry-agent.service/secret_pin").output())
        .isEqualTo("1234");
  }

  @Test
  @Order(5)
  void theServiceCanWriteNowhereElse() {
    assertThat(inTheService("touch", "/etc/nginx/conf.d/evil").errors())
        .contains("Read-only file system");
    assertThat(debian.runs("cat", "/proc/" + service() + "/status"))
        .containsPattern("Seccomp:\\s2")
        .containsPattern("CapBnd:\\s000000000000040a\\s"); // what the unit leaves it
  }

  @Test
  @Order(6)
  void theServiceCanAskSystemdToReload() throws Exception {
    declare("reload: [/usr/bin/systemctl, reload, nginx]");
    debian.runs("systemctl", "restart", "keyferry-agent");

    issueAndAwaitServed(3);
  }

  /// The check is at work when the service is told to stop, and the reload is still to come.
  @Test
  @Order(7)
  void aStopWaitsForTheEndOfAnInstall() throws Exception {
    debian.write(
        "/usr/local/sbin/slow-check",
        """
        #!/bin/sh
        touch /run/check-began
        while [ ! -e /run/check-may-end ]; do sleep 0.1; done
        exec nginx -t
        """);
    debian.runs("chmod", "755", "/usr/local/sbin/slow-check");
    declare(
        """
        validate: [/usr/local/sbin/slow-check]
            reload: [/usr/bin/systemctl, reload, nginx]\
        """);
    debian.runs("systemctl", "restart", "keyferry-agent");

    officer.order("www");
    Awaitility.await("the check is at work")
        .atMost(PATIENCE)
        .until(() -> debian.tries("ls", "/run/check-began").exitCode() == 0);
    debian.runs("systemctl", "stop", "--no-block", "keyferry-agent");
    assertThat(debian.tries("systemctl", "is-active", "keyferry-agent").output())
        .isEqualTo("deactivating\n");
    debian.runs("touch", "/run/check-may-end");

    Awaitility.await("it stopped")
        .atMost(Duration.ofSeconds(40)) // an agent that waits for itself gives up after a minute
        .until(() ->
            debian.tries("systemctl", "is-active", "keyferry-agent").output().equals("inactive\n"));
    assertThat(served()).isEqualTo(newest());
    debian.runs("rm", "/usr/local/sbin/slow-check");
  }

  /// Without the capability to give files away.
  @Test
  @Order(8)
  void theServiceGivesFilesToTheGroupOfTomcat() {
    declare(
        """
        reload: [/usr/bin/systemctl, reload, nginx]
          - name: application
            kind: files
            certificate: www
            combined: /etc/tomcat10/keyferry/www.pem
            group: tomcat
            mode: "0640"
        """);
    debian.runs("systemctl", "restart", "keyferry-agent");

    Awaitility.await("the file is there")
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(debian.tries("stat", "-c", "%U:%G %a", "/etc/tomcat10/keyferry/www.pem"))
                .as(() -> debian.runs("journalctl", "--no-pager", "-u", "keyferry-agent"))
                .extracting(Finished::output)
                .isEqualTo("root:tomcat 640\n"));
  }

  @Test
  @Order(9)
  void removedItLeavesWhatServersRead() throws Exception {
    debian.runs("dpkg", "-r", "keyferry-agent");

    assertThat(debian.tries("systemctl", "is-active", "keyferry-agent").exitCode()).isNotZero();
    assertThat(debian.file(SETTINGS)).exists();
    debian.runs("systemctl", "restart", "nginx");
    assertThat(served()).isEqualTo(newest());
  }

  @Test
  @Order(10)
  void purgedItLeavesTheSwitchFileOfNginx() {
    var said = debian.runs("dpkg", "-P", "keyferry-agent");

    assertThat(said).contains("/etc/nginx/keyferry/www.conf names files that are removed now");
    var left = new TreeSet<>(debian.files());
    left.removeAll(before);
    left.remove("/etc/nginx/conf.d/www.conf"); // the admin's
    System.out.println("left after the purge: " + left);
    assertThat(left)
        .containsExactly(
            "/etc/nginx/keyferry",
            "/etc/nginx/keyferry/www.conf",
            "/etc/tomcat10/keyferry/www.pem");
  }

  /// Runs a command where the service sees the disk.
  private Finished inTheService(String... command) {
    var all = new ArrayList<>(List.of("nsenter", "-t", service(), "-m"));
    all.addAll(List.of(command));
    return debian.tries(all.toArray(String[]::new));
  }

  private String service() {
    return debian
        .runs("systemctl", "show", "--property=MainPID", "--value", "keyferry-agent")
        .strip();
  }

  private void declare(String more) {
    debian.write(
        SETTINGS,
        String.format(
            Locale.ROOT,
            """
            server: %s
            targets:
              - name: www
                kind: nginx
                certificate: www
                directory: /var/lib/keyferry-agent/www
                snippet: /etc/nginx/keyferry/www.conf
                listeners:
                  - {address: "127.0.0.1:%d", server-name: %s}
                %s
            """,
            installation.server().uri(),
            port,
            NAME,
            more));
  }

  private void issueAndAwaitServed(int versions) {
    officer.order("www");
    officer.awaitVersions("www", versions);
    Awaitility.await("the newest version is served")
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(served())
                .as(() -> debian.runs("journalctl", "--no-pager", "-u", "keyferry-agent"))
                .isEqualTo(newest()));
  }

  private String newest() {
    return officer.versions("www").getFirst().get("serial").asText();
  }

  private String served() throws IOException, GeneralSecurityException {
    return Visitor.trusting(installation).sees(NAME, port);
  }
}
