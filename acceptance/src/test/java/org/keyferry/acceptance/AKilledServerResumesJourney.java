package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keyferry.testkit.installation.Installation;

/// A server that is killed at any step of an order takes the same order up when it is back: it ends
/// valid, its version is published once, and the CA has heard of at most one order more.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AKilledServerResumesJourney {

  private Installation installation;
  private int killed;

  static List<CrashPoint> points() {
    return List.of(
        CrashPoint.before("order-planned", "OrderWorker", "work"),
        CrashPoint.before("before-the-key", "OrderEngine", "makeKey"),
        CrashPoint.after("key-made", "OrderEngine", "makeKey"),
        CrashPoint.after("key-noted-uncommitted", "OrderBook", "enter"),
        CrashPoint.before("before-the-order", "OrderEngine", "place"),
        CrashPoint.after("ordered-unnoted", "OrderEngine", "place"),
        CrashPoint.after("ordered-uncommitted", "OrderBook", "notePlaced"),
        CrashPoint.after("challenge-deployed", "ChallengeResponder", "put"),
        CrashPoint.before("before-the-announcement", "OrderEngine", "announce"),
        CrashPoint.after("announced", "OrderEngine", "announce"),
        CrashPoint.before("authorized", "OrderEngine", "finish"),
        CrashPoint.before("before-finalize", "OrderEngine", "finalizeAtCa"),
        CrashPoint.after("finalized-unnoted", "OrderEngine", "finalizeAtCa"),
        CrashPoint.before("before-the-download", "OrderEngine", "download"),
        CrashPoint.after("downloaded-and-checked", "OrderEngine", "download"),
        CrashPoint.before("before-publication", "OrderBook", "publish"),
        CrashPoint.after("published-uncommitted", "OrderBook", "publish"),
        CrashPoint.before("published", "OrderWorker", "cleared"));
  }

  @BeforeAll
  void start() throws IOException {
    installation =
        Installation.prepared(
            UnaryOperator.identity(),
            Map.of("keyferry.scheduler.heartbeat", "1s", "keyferry.scheduler.poll", "1s"));
    Files.writeString(script(), rules());
    startServer();
    installation.introduceTheCa();
  }

  @AfterAll
  void stop() {
    System.out.printf(
        Locale.ROOT,
        "killed at %d points of an order, %d landed; orders at the CA %d%n",
        points().size(),
        killed,
        installation.ca().logged("POST /order-plz"));
    installation.close();
  }

  @ParameterizedTest
  @MethodSource("points")
  void theOrderEndsValidOnce(CrashPoint point) throws IOException {
    var server = installation.server();
    var ordersBefore = installation.ca().logged("POST /order-plz");
    var spoken = server.program().output().length();
    Files.createFile(armed(point));
    server.officerApi().addCertificate(point.name(), point.name() + ".example.test", "web");

    server.program().awaitOutput(point.landed(), spoken);
    Files.delete(armed(point));
    server.program().kill();
    killed++;
    startServer();

    server.officerApi().awaitVersions(point.name(), 1);
    assertThat(server.officerApi().orders(point.name()))
        .singleElement()
        .satisfies(order -> assertThat(order.get("state").asText()).isEqualTo("valid"));
    assertThat(installation.ca().logged("POST /order-plz") - ordersBefore)
        .as("orders at the CA")
        .isBetween(1L, 2L);
  }

  private void startServer() {
    installation.server().start(Byteman.option(script()));
  }

  private Path script() {
    return installation.directory().resolve("crash.btm");
  }

  private Path armed(CrashPoint point) {
    return installation.directory().resolve("armed-" + point.name());
  }

  private String rules() {
    var rules = new StringBuilder();
    points().forEach(point -> rules.append(point.rule(armed(point).toString())));
    return rules.toString();
  }
}
