package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.testkit.installation.AgentHost;
import org.keyferry.testkit.installation.Installation;
import org.keyferry.testkit.installation.OfficerApi;

/// A machine is cloned with its agent (T5, F36): both are noticed and get nothing more, and an
/// officer's token lets the right one go on as the agent that it was.
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class AClonedHostIsQuarantinedJourney {

  private static final int REFUSED = 77; // by the agent's exit codes
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Installation installation = Installation.running();
  private final OfficerApi officer = installation.server().officerApi();
  private final AgentHost host = installation.host("web1");
  private final AgentHost clone = installation.host("web1-cloned");
  private String id = "";

  @BeforeAll
  void aHostServesACertificate() throws Exception {
    officer.addCertificate("www", "www.example.test", "web");
    officer.awaitVersions("www", 1);
    configure(host);
    host.enroll(officer.enrollmentToken("web1"));
    officer.grant("web1", "www");
    awaitRoundThatIsWell(host);
    id = agent("id");
  }

  @AfterAll
  void everythingEnds() {
    installation.close();
  }

  @Test
  @Order(1)
  void bothAreQuarantinedAfterTheFirstReportOfEach() throws Exception {
    copyState();
    configure(clone);

    assertThat(host.once().exitCode()).isZero();
    clone.once(); // what it may have, it gets a last time; its report gives it away

    assertThat(agent("state")).isEqualTo("quarantined");
    assertThat(agent("quarantine")).contains("generation", "not as a repetition");
    for (var each : new AgentHost[] {host, clone}) {
      var round = each.once();
      assertThat(round.exitCode()).isEqualTo(REFUSED);
      assertThat(round.errors()).contains("quarantined, since two hosts may have its state");
    }
  }

  @Test
  @Order(2)
  void theRightOneEnrollsAgainAsTheAgentThatItWas() throws Exception {
    var before = installed(host);
    var token = officer.post("/v1/tokens", tokenFor("web1")).get("token").asText();
    var file = Files.writeString(host.directory().resolve("token"), token);

    host.run("enroll", "--again", "--token-file", file.toString()).succeeded();

    awaitRoundThatIsWell(host); // everything was sealed anew to its new key
    assertThat(agent("id")).isEqualTo(id);
    assertThat(agent("state")).isEqualTo("enrolled");
    assertThat(officer.get("/v1/agents/web1").get("grants").get(0).asText()).isEqualTo("www");
    assertThat(installed(host)).as("what was installed stays").isEqualTo(before);
  }

  @Test
  @Order(3)
  void theCloneIsRefusedAndCanDoNoMoreHarm() {
    assertThat(clone.once().exitCode()).isEqualTo(REFUSED);
    assertThat(clone.once().exitCode()).isEqualTo(REFUSED);

    assertThat(agent("state")).isEqualTo("enrolled");
    assertThat(host.once().exitCode()).isZero();
  }

  @Test
  @Order(4)
  void theNextVersionReachesTheRightOneAlone() throws Exception {
    var before = installed(host);
    var stale = installed(clone);

    officer.order("www");
    officer.awaitVersions("www", 2);
    Awaitility.await("the next version is installed")
        .atMost(PATIENCE)
        .until(() -> host.once().exitCode() == 0 && !installed(host).equals(before));

    clone.once();
    assertThat(installed(clone)).isEqualTo(stale);
  }

  private static void awaitRoundThatIsWell(AgentHost host) {
    Awaitility.await("all is well").atMost(PATIENCE).until(() -> host.once().exitCode() == 0);
  }

  private String agent(String member) {
    return officer.get("/v1/agents/web1").get(member).asText();
  }

  private static Map<String, String> tokenFor(String name) {
    return Map.of("agent", name, "validFor", "PT1H", "kind", "re-enroll");
  }

  private static void configure(AgentHost host) {
    host.configure(
        String.format(
            Locale.ROOT,
            """
            - name: www
              kind: files
              certificate: www
              directory: %1$s/www
              combined: %1$s/www.pem
            """,
            host.directory()));
  }

  private static Thumbprint installed(AgentHost host) throws IOException {
    return Thumbprint.of(Files.readAllBytes(host.directory().resolve("www.pem")));
  }

  /// As `cp -a` does.
  private void copyState() throws IOException {
    for (var name : new String[] {"state", "www", "www.pem"}) {
      var from = host.directory().resolve(name);
      try (var files = Files.walk(from)) {
        for (var file : files.toList()) {
          var to = clone.directory().resolve(host.directory().relativize(file).toString());
          Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }
}
