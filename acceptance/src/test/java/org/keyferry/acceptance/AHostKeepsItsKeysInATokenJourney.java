package org.keyferry.acceptance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.RunningProgram;
import org.keyferry.testkit.SoftHsmToken;
import org.keyferry.testkit.SoftwareTpm;
import org.keyferry.testkit.WrongClock;
import org.keyferry.testkit.installation.AgentHost;
import org.keyferry.testkit.installation.HttpsHost;
import org.keyferry.testkit.installation.Installation;
import org.keyferry.testkit.installation.OfficerApi;
import org.keyferry.testkit.installation.Programs.Finished;

/// Two hosts, one with a TPM and one with a SoftHSM token, go the whole road with private keys that
/// they cannot read: enrolled, called by mutual TLS, a bundle opened and served, renewed. Their
/// disk is worth nothing without the token, and a token that goes away is waited for.
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class AHostKeepsItsKeysInATokenJourney {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAST_TWO_THIRDS = Duration.ofDays(5); // of an identity's week
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final int NOT_BELIEVED = 65;
  private static final int DISK_OR_TOKEN = 74;
  private static final int SETTINGS = 78;

  private final WrongClock clock = WrongClock.build();
  private final Installation installation = Installation.running();
  private final OfficerApi officer = installation.server().officerApi();
  private final SoftwareTpm tpm = SoftwareTpm.start();
  private final SoftHsmToken softHsm = SoftHsmToken.create();
  private final Map<Kind, AgentHost> hosts = new EnumMap<>(Kind.class);
  private final Map<Kind, HttpsHost> servers = new EnumMap<>(Kind.class);
  private int versions;

  @BeforeAll
  void twoHostsHaveAToken() {
    officer.addCertificate("www", "www.example.test", "web");
    for (var kind : Kind.values()) {
      var host = installation.host(kind.host);
      var server =
          HttpsHost.serving(
              "www.example.test",
              host.directory().resolve("nginx"),
              FixtureCa.at(InstantSource.system().instant()));
      switch (kind) {
        case TPM -> keepKeysIn(tpm, host);
        case SOFT_HSM ->
            host.keepsItsKeysIn(
                softHsm.module(),
                softHsm.label(),
                softHsm.pinFile(),
                TIMEOUT,
                softHsm.environment());
      }
      host.polls("2s");
      host.configure(server.target("www", host.directory().resolve("www")));
      hosts.put(kind, host);
      servers.put(kind, server);
    }
    versions = 1;
    officer.awaitVersions("www", versions);
  }

  @AfterAll
  void everythingEnds() {
    servers.values().forEach(HttpsHost::close);
    installation.close();
    softHsm.close();
    tpm.close();
    clock.close();
  }

  @ParameterizedTest
  @EnumSource
  @Order(1)
  void aHostIsEnrolledAndServesWhatItsTokenOpened(Kind kind) throws Exception {
    var host = host(kind);
    host.enroll(officer.enrollmentToken(kind.host));
    officer.grant(kind.host, "www");

    host.once().succeeded();

    assertServed(kind, newest());
    assertThat(reported(kind).get("servedSerial").asText()).isEqualTo(newest());
    assertNoPrivateKeyIn(host.directory().resolve("state"));
  }

  @ParameterizedTest
  @EnumSource
  @Order(2)
  void theDoctorSaysWhereSealedKeysAreOpened(Kind kind) {
    var doctor = host(kind).run("doctor").output();

    assertThat(doctor).contains(kind.opened);
  }

  @Test
  @Order(3)
  void theRenewedCertificateIsServed() throws Exception {
    nextVersion();

    for (var kind : Kind.values()) {
      host(kind).once().succeeded();
      assertServed(kind, newest());
    }
  }

  /// It cannot make the key of the next identity, and asks for news all the same: they are of five
  /// days ago, as the host has it.
  @Test
  @Order(4)
  void aTokenThatIsFullKeepsNoNewsAway() throws Exception {
    var host = host(Kind.TPM);
    var before = identity(host);

    var round = roundPastTwoThirds(host, tpm::takesNoKey);

    assertThat(round.exitCode()).as(round.errors()).isEqualTo(NOT_BELIEVED);
    assertThat(round.errors()).contains("identity not renewed", "made no key (", "STALE");
    assertThat(identity(host)).isEqualTo(before);
  }

  /// The repository gives a new one, and the manifest is too old again.
  @ParameterizedTest
  @EnumSource
  @Order(5)
  void theIdentityIsRenewedAndGoodForTheNextRound(Kind kind) throws Exception {
    var host = host(kind);
    var before = identity(host);

    var round = roundPastTwoThirds(host, () -> () -> {});

    assertThat(round.exitCode()).as(round.errors()).isEqualTo(NOT_BELIEVED);
    assertThat(identity(host).getPublicKey()).isNotEqualTo(before.getPublicKey());
    host.once().succeeded();
    assertThat(agent(kind).get("state").asText()).isEqualTo("enrolled");
  }

  /// In the middle of a round: the connection stands, and what came over it cannot be opened. What
  /// is installed is served on, and nobody has to start anything.
  @ParameterizedTest
  @EnumSource
  @Order(6)
  void aTokenThatGoesAwayIsWaitedFor(Kind kind) throws Exception {
    var agent = startedAndConnected(kind);
    var before = newest();

    leave(kind);
    nextVersion();
    agent.awaitOutput(": see that ");
    assertServed(kind, before);
    Awaitility.await("the repository is told")
        .atMost(PATIENCE)
        .until(() -> reported(kind).path("detail").asText().contains(": see that "));

    comeBack(kind);
    awaitServed(kind, newest());
    assertThat(agent.isAlive()).isTrue();
    assertThat(agent.output()).contains("token opened anew");
    host(kind).close();
  }

  @ParameterizedTest
  @EnumSource
  @Order(7)
  void withoutItsTokenARoundSaysSoAndLosesNothing(Kind kind) throws Exception {
    var host = host(kind);
    leave(kind);

    var round = host.once();
    comeBack(kind);

    assertThat(round.exitCode()).as(round.errors()).isEqualTo(DISK_OR_TOKEN);
    assertThat(round.errors()).contains("identity.", ": see that ");
    host.once().succeeded();
  }

  @Test
  @Order(8)
  void aTpmThatDoesNotAnswerHoldsUpNobody() throws Exception {
    var agent = startedAndConnected(Kind.TPM);
    var before = newest();

    tpm.hangs();
    nextVersion();
    agent.awaitOutput("does not answer in time");
    assertServed(Kind.TPM, before);
    tpm.goesOn();

    awaitServed(Kind.TPM, newest());
    host(Kind.TPM).close();
  }

  @Test
  @Order(9)
  void aCopyOfTheDiskIsWorthNothing() throws Exception {
    try (var chip = tpm.withAnotherChip();
        var another = SoftHsmToken.create()) {
      var withTpm = copyOf(Kind.TPM);
      keepKeysIn(chip, withTpm);
      withTpm.configureFiles(List.of("www"));
      var withSoftHsm = copyOf(Kind.SOFT_HSM);
      withSoftHsm.keepsItsKeysIn(
          another.module(), another.label(), another.pinFile(), TIMEOUT, another.environment());
      withSoftHsm.configureFiles(List.of("www"));

      var byTpm = withTpm.once();
      var bySoftHsm = withSoftHsm.once();

      assertThat(byTpm.exitCode()).as(byTpm.errors()).isEqualTo(DISK_OR_TOKEN);
      assertThat(byTpm.errors())
          .contains("identity.token-label names token 'web1', which does not");
      assertThat(bySoftHsm.exitCode()).as(bySoftHsm.errors()).isEqualTo(SETTINGS);
      assertThat(bySoftHsm.errors())
          .contains("identity.token-label names a token without the keys of this host");
    }
    for (var kind : Kind.values()) {
      assertThat(agent(kind).get("state").asText()).isEqualTo("enrolled");
      host(kind).once().succeeded();
    }
  }

  /// @param trouble is closed behind it
  private Finished roundPastTwoThirds(AgentHost host, Supplier<Closeable> trouble)
      throws IOException {
    host.through(clock.ahead(PAST_TWO_THIRDS));
    try (var _ = trouble.get()) {
      return host.once();
    } finally {
      host.through(List.of());
    }
  }

  private RunningProgram startedAndConnected(Kind kind) {
    var agent = host(kind).start();
    nextVersion();
    awaitServed(kind, newest());
    return agent;
  }

  private static void keepKeysIn(SoftwareTpm tpm, AgentHost host) {
    host.keepsItsKeysIn(tpm.module(), tpm.label(), tpm.pinFile(), TIMEOUT, tpm.environment());
  }

  private AgentHost host(Kind kind) {
    return requireNonNull(hosts.get(kind));
  }

  private void leave(Kind kind) throws IOException {
    switch (kind) {
      case TPM -> tpm.goesAway();
      case SOFT_HSM -> Files.move(softHsm.tokens(), elsewhere());
    }
  }

  private void comeBack(Kind kind) throws IOException {
    switch (kind) {
      case TPM -> tpm.comesBack();
      case SOFT_HSM -> Files.move(elsewhere(), softHsm.tokens());
    }
  }

  private Path elsewhere() {
    return installation.directory().resolve("tokens-elsewhere");
  }

  private void nextVersion() {
    officer.order("www");
    versions++;
    officer.awaitVersions("www", versions);
  }

  private String newest() {
    return officer.versions("www").getFirst().get("serial").asText();
  }

  private void awaitServed(Kind kind, String serial) {
    Awaitility.await(kind + " serves " + serial)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> served(kind).equals(serial));
  }

  private void assertServed(Kind kind, String serial) throws Exception {
    assertThat(served(kind)).isEqualTo(serial);
  }

  private String served(Kind kind) throws Exception {
    var leaf = requireNonNull(servers.get(kind)).servedTo(installation.ca().issuingRoot());
    return SerialNumber.of(leaf).value();
  }

  private JsonNode reported(Kind kind) {
    return officer.get("/v1/served?agent=" + kind.host).get("items").get(0);
  }

  private JsonNode agent(Kind kind) {
    return officer.get("/v1/agents/" + kind.host);
  }

  private static X509Certificate identity(AgentHost host) throws IOException {
    var folder = host.directory().resolve("state/identity");
    var current = Files.readString(folder.resolve("current")).strip();
    var document = JSON.readTree(folder.resolve(current).resolve("identity.json").toFile());
    return CertificateChain.ofPem(document.get("identity").asText()).leaf();
  }

  private AgentHost copyOf(Kind kind) throws IOException {
    var host = host(kind);
    var copy = installation.host(kind.host + "-copied");
    var from = host.directory().resolve("state");
    try (var files = Files.walk(from)) {
      for (var file : files.toList()) {
        var to = copy.directory().resolve(host.directory().relativize(file).toString());
        Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return copy;
  }

  private static void assertNoPrivateKeyIn(Path state) throws IOException {
    try (var files = Files.walk(state)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        try {
          assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
              .as(file.toString())
              .doesNotContain("PRIVATE KEY");
        } catch (IOException failed) {
          throw new UncheckedIOException(failed);
        }
      }
    }
  }

  enum Kind {
    TPM("web1", "RSA in the token, AES in memory"),
    SOFT_HSM("web2", "RSA and AES in the token, if by RSA-OAEP;");

    private final String host;
    private final String opened;

    Kind(String host, String opened) {
      this.host = host;
      this.opened = opened;
    }
  }
}
