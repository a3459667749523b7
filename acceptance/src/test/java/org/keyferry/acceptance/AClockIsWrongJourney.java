package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
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
import org.keyferry.testkit.WrongClock;
import org.keyferry.testkit.installation.AgentHost;
import org.keyferry.testkit.installation.Installation;
import org.keyferry.testkit.installation.OfficerApi;
import org.keyferry.testkit.installation.Programs.Finished;

/// The clock of a host, or of the server, is off by a day. Each program says so in a sentence, with
/// an exit code, and when the clock is right everything is as it was.
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class AClockIsWrongJourney {

  private static final Duration DAY = Duration.ofDays(1);
  private static final int NOT_BELIEVED = 65;
  private static final int UNWELL = 12;
  private static final int CLOCK_BEHIND = 25;

  private final WrongClock clock = WrongClock.build();
  private Installation installation;
  private OfficerApi officer;
  private AgentHost host;

  @BeforeAll
  void aCertificateIsInstalled() {
    installation = Installation.running();
    officer = installation.server().officerApi();
    officer.addCertificate("www", "www.example.test", "web");
    host = installation.host("web1");
    host.configureFiles(List.of("www"));
  }

  @AfterAll
  void everythingEnds() {
    installation.close();
    clock.close();
  }

  @Test
  @Order(1)
  void aHostThatIsADayBehindIsNotEnrolledAndKeepsItsToken() {
    var token = officer.enrollmentToken("web1");

    var refused = on(clock.ahead(DAY.negated()), () -> host.triesToEnroll(token));

    assertSaid(refused, NOT_BELIEVED, "not good at this time", "set the clock");
    host.enroll(token);
    officer.grant("web1", "www");
    officer.awaitVersions("www", 1);
    host.once().succeeded();
  }

  @Test
  @Order(2)
  void aHostThatIsADayBehindSaysSo() {
    newVersion(2);

    var round = on(clock.ahead(DAY.negated()), host::once);
    var doctor = on(clock.ahead(DAY.negated()), () -> host.run("doctor"));

    assertSaid(round, NOT_BELIEVED, "not good at this time", "set the clock");
    assertSaid(doctor, UNWELL, "the clock of this host is", "behind the repository's");
    assertThat(host.once().succeeded().output()).contains("www");
  }

  @Test
  @Order(3)
  void aHostThatIsADayAheadSaysSo() {
    newVersion(3);

    var round = on(clock.ahead(DAY), host::once);
    var doctor = on(clock.ahead(DAY), () -> host.run("doctor"));

    assertSaid(round, NOT_BELIEVED, "STALE", "this host's clock is wrong");
    assertSaid(doctor, UNWELL, "the clock of this host is", "ahead of the repository's");
    host.once().succeeded();
  }

  @Test
  @Order(4)
  void aServerThatIsADayBehindDoesNotStart() {
    var server = installation.server();
    server.close();
    server.through(clock.ahead(DAY.negated()));

    assertSaid(
        server.fails(), CLOCK_BEHIND, "The clock says", "was written until", "set the clock");
  }

  /// Nothing that it has recorded says so; its CA does, and no host believes it.
  @Test
  @Order(5)
  void aServerThatIsADayAheadIsToldByItsCaAndNotBelieved() {
    var server = installation.server();
    server.through(clock.ahead(DAY));
    server.start();
    officer.order("www");

    var round = host.once();
    var doctor = host.run("doctor");

    assertThat(whyTheOrderEnded())
        .contains("did not settle the order", "the clock of the CA says", "set the wrong one");
    assertThat(server.program().output())
        .containsOnlyOnce("clocks disagree ca=pebble: the clock of the CA says");
    assertSaid(round, NOT_BELIEVED, "in the future", "clock");
    assertSaid(doctor, UNWELL, "the clock of this host is", "behind the repository's");
  }

  @Test
  @Order(6)
  void whenItsClockIsRightAgainNothingIsLost() {
    var server = installation.server();
    server.close();
    server.through(List.of());
    server.configure(Map.of("keyferry.clock.tolerance", "25h"));
    server.start();

    host.once().succeeded();

    assertThat(officer.versions("www")).hasSize(3);
    newVersion(4);
    host.once().succeeded();
  }

  private String whyTheOrderEnded() {
    Awaitility.await("the order ends")
        .atMost(Duration.ofSeconds(60))
        .until(() -> newestOrder().get("state").asText().equals("invalid"));
    return newestOrder().get("lastError").asText();
  }

  private JsonNode newestOrder() {
    return officer.orders("www").getFirst();
  }

  private void newVersion(int count) {
    officer.order("www");
    officer.awaitVersions("www", count);
  }

  private Finished on(List<String> anotherClock, Supplier<Finished> program) {
    host.through(anotherClock);
    try {
      return program.get();
    } finally {
      host.through(List.of());
    }
  }

  private static void assertSaid(Finished ended, int code, String... words) {
    var said = ended.output() + ended.errors();
    System.out.println("clock off by a day, exit code " + ended.exitCode() + ":\n" + said);
    assertThat(ended.exitCode()).as(said).isEqualTo(code);
    assertThat(said).contains(words);
  }
}
