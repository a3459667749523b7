package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.Pkcs8;
import org.keyferry.testkit.installation.AgentHost;
import org.keyferry.testkit.installation.Installation;
import org.keyferry.testkit.installation.OfficerApi;

/// Everything that goes wrong on hosts, with a real server of each kind and one agent for all of
/// them (F2, F4, F30, F31): whatever the trouble, each server goes on with a pair that matches, the
/// repository is told how it stands, and when the trouble is over the next round brings the new
/// certificate. Printed as a table.
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class AHostInTroubleJourney {

  private static final String NAME = "www.example.test";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final List<String> STAGES =
      List.of("plan", "stage", "check", "switch", "validate", "reload", "probe");

  private final Installation installation = Installation.running();
  private final OfficerApi officer = installation.server().officerApi();
  private final AgentHost host = installation.host("web1");
  private final Path place = host.directory().resolve("web");
  private final List<HostedServer> servers = HostedServer.in(place);
  private final TroubleTable table =
      new TroubleTable(servers.stream().map(HostedServer::kind).toList());
  private int versions;

  @BeforeAll
  void theFirstVersionIsIssued() {
    officer.addCertificate("www", NAME, "web");
    declare(HostedServer::target);
    host.enroll(officer.enrollmentToken("web1"));
    officer.grant("web1", "www");
    awaitNextVersion();
  }

  @AfterAll
  void everythingEnds() {
    System.out.println(table);
    servers.forEach(each -> each.server().close());
    installation.close();
  }

  /// Nothing was there before, so what came stays, and the servers start with it.
  @Test
  @Order(1)
  void firstInstall() {
    host.once();
    servers.forEach(each -> assertThat(each.server().isValid()).isTrue());
    servers.forEach(each -> each.server().start());

    host.once().succeeded();

    note("first install", each -> expect("served", newest()));
  }

  @Test
  @Order(2)
  void renewal() {
    renew();

    host.once().succeeded();

    note("renewal", each -> expect("served", newest()));
  }

  /// Tomcat reads its configuration at its start alone, and has no check of it.
  @Test
  @Order(3)
  void aMistakeOfTheAdmin() {
    var old = newest();
    renew();
    servers.forEach(each -> each.server().write(each.server().mistake()));

    host.once();

    note(
        "wrong configuration",
        each ->
            each.kind().equals("tomcat") ? expect("served", newest()) : expect("rolled-back", old));
    servers.forEach(each -> each.server().write(""));
    assertTheNextRoundServesTheNewest();
  }

  @Test
  @Order(4)
  void aServerThatIsStopped() {
    var old = newest();
    renew();
    servers.forEach(each -> each.server().stop());

    host.once();

    servers.forEach(each -> each.server().start()); // with what is on the disk
    note("server stopped", each -> expect("rolled-back", old));
    assertTheNextRoundServesTheNewest();
  }

  @Test
  @Order(5)
  void aReloadThatHangs() {
    var old = newest();
    renew();
    declare(HostedServer::targetThatHangs);

    host.once();

    note("reload hangs", each -> expect("rolled-back", old));
    declare(HostedServer::target);
    assertTheNextRoundServesTheNewest();
  }

  @Test
  @Order(6)
  void aDiskThatIsFull() throws Exception {
    assumeTrue(PrivateMount.isPermitted(), "mounting needs root");
    var old = newest();
    renew();
    try (var disk = theTargetsOnADiskOfTheirOwn()) {
      disk.fill();

      host.once(disk.prefix(), List.of());

      note("disk full", each -> expect("failed", old));
      assertNothingWasSwitchedOn(disk);
    }
    assertTheNextRoundServesTheNewest();
  }

  @Test
  @Order(7)
  void aDiskThatIsReadOnly() throws Exception {
    assumeTrue(PrivateMount.isPermitted(), "mounting needs root");
    var old = newest();
    renew();
    try (var disk = theTargetsOnADiskOfTheirOwn()) {
      disk.makeReadOnly();

      host.once(disk.prefix(), List.of());

      note("disk read-only", each -> expect("failed", old));
      assertNothingWasSwitchedOn(disk);
    }
    assertTheNextRoundServesTheNewest();
  }

  /// A crash upon a crash upon a crash: the same version dies at each of its stages in turn, and so
  /// target after target.
  @Test
  @Order(8)
  void anAgentThatDiesAtEachStage() {
    var old = newest();
    renew();
    for (var each : servers) {
      for (var stage : STAGES) {
        DyingAgent.at(stage, each.kind()).dies(host);

        assertThat(each.server().isValid()).as("%s starts after %s", each.kind(), stage).isTrue();
        assertThat(serialServedBy(each))
            .as("%s serves after %s", each.kind(), stage)
            .isIn(old, newest());
      }
    }
    DyingAgent.atTheReport().dies(host);

    assertTheNextRoundServesTheNewest();
    servers.forEach(each -> table.enter("crash at each of 8 stages", each.kind(), "served, new"));
  }

  /// Somebody else's listener is declared as one of the target's: the target says which it is.
  @Test
  @Order(9)
  void oneOfTwoListenersThatStaysStale() throws Exception {
    var pem = somebodyElsesPem();
    servers.forEach(each -> each.presentsAtTheSecondPort(pem));
    renew();
    declare(HostedServer::targetWithTwoListeners);

    host.once();

    note("one of two listeners stale", each -> expect("stale", newest()));
    for (var each : servers) {
      assertThat(reported(each).get("detail").asText()).contains(":" + each.secondPort());
    }
  }

  private void assertTheNextRoundServesTheNewest() {
    host.once().succeeded();
    for (var each : servers) {
      awaitServed(each, newest());
      assertThat(reported(each).get("state").asText()).isEqualTo("served");
      assertThat(reported(each).get("servedSerial").asText()).isEqualTo(newest());
    }
  }

  private void note(String trouble, Function<HostedServer, Expected> expectation) {
    for (var each : servers) {
      var expected = expectation.apply(each);
      awaitServed(each, expected.serial());
      assertThat(reported(each).get("state").asText())
          .as("%s: %s: %s", trouble, each.kind(), reported(each))
          .isEqualTo(expected.state());
      table.enter(
          trouble,
          each.kind(),
          expected.state() + ", " + (expected.serial().equals(newest()) ? "new" : "old"));
    }
  }

  /// What the agent sees in the place of its targets, and nobody else does.
  private PrivateMount theTargetsOnADiskOfTheirOwn() throws Exception {
    var disk = PrivateMount.at(place, "1m");
    var copied =
        new ProcessBuilder("cp", "-a", place + "/.", disk.outside(place).toString())
            .inheritIO()
            .start()
            .waitFor();
    assertThat(copied).isZero();
    return disk;
  }

  private void assertNothingWasSwitchedOn(PrivateMount disk) {
    for (var each : servers) {
      assertThat(disk.outside(each.switchFile())).hasSameBinaryContentAs(each.switchFile());
    }
  }

  private void declare(Function<HostedServer, String> target) {
    host.configure(servers.stream().map(target).collect(Collectors.joining()));
  }

  private void renew() {
    officer.order("www");
    awaitNextVersion();
  }

  private void awaitNextVersion() {
    versions++;
    officer.awaitVersions("www", versions);
  }

  /// Serial number of the newest version.
  private String newest() {
    return officer.versions("www").getFirst().get("serial").asText();
  }

  private static String serialServedBy(HostedServer server) {
    return SerialNumber.of(server.server().served()).toString();
  }

  /// Old workers may accept a connection for a moment.
  private static void awaitServed(HostedServer server, String serial) {
    Awaitility.await(server.kind() + " presents " + serial)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(() -> serialServedBy(server).equals(serial));
  }

  private JsonNode reported(HostedServer server) {
    return officer
        .get("/v1/served?agent=web1")
        .get("items")
        .valueStream()
        .filter(each -> each.get("target").asText().equals(server.kind()))
        .findFirst()
        .orElseThrow();
  }

  private Path somebodyElsesPem() throws IOException {
    var key = FixtureCa.keyPair(KeyType.EC_P256);
    var chain =
        FixtureCa.at(InstantSource.system().instant()).issue(key.getPublic(), "other.example.test");
    return Files.writeString(
        host.directory().resolve("other.pem"), Pkcs8.pemOf(key.getPrivate()) + chain.toPem());
  }

  private static Expected expect(String state, String serial) {
    return new Expected(state, serial);
  }

  /// @param state as it is reported
  /// @param serial of the certificate that is served
  private record Expected(String state, String serial) {}
}
