package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.keyferry.testkit.installation.Installation;
import org.keyferry.testkit.installation.OfficerApi;
import org.keyferry.testkit.installation.RepositoryServer;

/// The server's disk, with its database on it, has a fault, so the kernel lets nobody write there
/// any more. The server refuses and says why; nothing that was acknowledged is lost.
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class TheDiskTurnsReadOnlyJourney {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DATABASE = 22; // the exit code
  private static final int TOKENS = 50;

  private final List<String> acknowledged = new ArrayList<>();
  private FailingDisk disk;
  private Installation installation;
  private RepositoryServer server;
  private OfficerApi officer;

  @BeforeAll
  void theServerRunsOnADiskOfItsOwn() {
    assumeThat(FailingDisk.isPermitted())
        .as("a disk with a fault needs root, and a sandbox that permits loop devices")
        .isTrue();
    installation = Installation.bare(UnaryOperator.identity());
    server = installation.server();
    disk = FailingDisk.at(server.directory().resolve("data"), "192m");
    server.through(disk.prefix());
    server.prepare(Map.of());
    server.start();
    officer = server.officerApi();
  }

  @AfterAll
  void everythingEnds() {
    if (installation != null) {
      server.close();
      disk.close();
      installation.close();
    }
  }

  @Test
  @Order(1)
  void underARunningServerItIsRefusedAndSaid() {
    for (var each = 0; each < TOKENS; each++) {
      acknowledged.add(idIn(makesAToken()));
    }

    disk.fails();

    var refused = makesAToken();
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
    assertThat(refused.body()).contains("/problems/database-unavailable");
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
    awaits("the server is not ready").until(() -> server.readiness().statusCode() == 503);
    awaits("its database is tried again").until(() -> count("database ended") > 2);
    assertThat(server.program().isAlive()).isTrue();
    assertThat(server.program().output()).contains("Read-only file system");
  }

  @Test
  @Order(2)
  void itDoesNotStartThereAndSaysWhy() {
    server.close();

    var ended = server.fails();

    assertThat(ended.exitCode()).as(ended.errors()).isEqualTo(DATABASE);
    assertThat(ended.errors()).contains("does not start", "Read-only file system");
  }

  @Test
  @Order(3)
  void onTheRepairedDiskNothingIsLost() {
    disk.repair();
    server.start();

    var known = officer.tokens().stream().map(each -> each.get("id").asText()).toList();
    assertThat(known).hasSizeGreaterThanOrEqualTo(TOKENS).containsAll(acknowledged);
    assertThat(makesAToken().statusCode()).isEqualTo(201);
    System.out.printf(
        Locale.ROOT,
        "disk read-only: acknowledged=%d known=%d, nothing lost%n",
        acknowledged.size(),
        known.size());
  }

  private HttpResponse<String> makesAToken() {
    return officer.send("POST", "/v1/tokens", Map.of("agent", "web1", "validFor", "PT1H"));
  }

  private long count(String words) {
    return server.program().output().lines().filter(line -> line.contains(words)).count();
  }

  private static String idIn(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    try {
      return JSON.readTree(answer.body()).get("id").asText();
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  private static ConditionFactory awaits(String what) {
    return Awaitility.await(what)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200));
  }
}
