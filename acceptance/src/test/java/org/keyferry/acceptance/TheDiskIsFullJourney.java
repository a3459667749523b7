package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
import org.keyferry.testkit.installation.AgentApi;
import org.keyferry.testkit.installation.Installation;
import org.keyferry.testkit.installation.OfficerApi;
import org.keyferry.testkit.installation.RepositoryServer;

/// The server's disk, with its database on it, is full: under a server that runs, and at its start;
/// then it is read-only. What cannot be recorded does not happen, nothing that was acknowledged is
/// lost, and room is all that it takes to go on.
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class TheDiskIsFullJourney {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DATABASE = 22; // the exit code
  private static final int ENOUGH = 3000; // requests, until some table needs another page
  private static final int SEGMENTS = 20; // of the write-ahead log, until there is no next one

  private final List<String> acknowledged = new ArrayList<>();
  private int released;
  private PrivateMount disk;
  private Installation installation;
  private RepositoryServer server;
  private OfficerApi officer;
  private AgentApi agent;
  private String bundle;

  @BeforeAll
  void theServerRunsOnASmallDisk() throws Exception {
    assumeThat(PrivateMount.isPermitted())
        .as("a mount namespace needs root, and a sandbox that permits it")
        .isTrue();
    installation = Installation.bare(UnaryOperator.identity());
    server = installation.server();
    disk = PrivateMount.at(server.directory().resolve("data"), "192m");
    server.through(disk.prefix());
    server.prepare(Map.of());
    server.start();
    installation.introduceTheCa();
    officer = server.officerApi();
    agent = AgentApi.enroll(server.uri(), server.root(), officer.enrollmentToken("web1"));
    officer.addCertificate("www", "www.example.test", "web");
    officer.grant("web1", "www");
    officer.awaitVersions("www", 1);
    bundle = pathOfTheBundle();
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
  void whatCannotBeRecordedDoesNotHappen() {
    disk.fill();

    var refusedToken =
        untilRefused(this::makesAToken, 201, answer -> acknowledged.add(idIn(answer)));
    var refusedBundle = untilRefused(() -> agent.get(bundle), 200, _ -> released++);

    assertUnavailable(refusedToken);
    assertUnavailable(refusedBundle);
    assertThat(server.program().isAlive()).isTrue();
  }

  /// Without a next segment of its log PostgreSQL ends, and cannot start.
  @Test
  @Order(2)
  void aDatabaseThatEndsForWantOfRoomIsNotStartedInAHurry() throws Exception {
    var ended = count("database ended");
    disk.fill();

    useUpTheLog();
    awaits("the database ends").until(() -> count("database ended") > ended);
    assertUnavailable(makesAToken());
    awaits("it is tried again").until(() -> count("database ended") > ended + 2);

    assertThat(server.program().isAlive()).isTrue();
    assertThat(server.readiness().statusCode()).isEqualTo(503);
  }

  @Test
  @Order(3)
  void roomIsAllThatItTakes() throws Exception {
    disk.empty();

    server.awaitReady();
    officer.addCertificate("mail", "mail.example.test", "web");
    officer.awaitVersions("mail", 1);
    assertThat(known()).containsAll(acknowledged);
    assertThat(recorded("bundle.released")).as("releases in the record").isEqualTo((long) released);
    System.out.printf(
        Locale.ROOT,
        "disk full: acknowledged=%d released=%d starts of the database in vain=%d, nothing lost%n",
        acknowledged.size(),
        released,
        count("database ended") - 1);
  }

  @Test
  @Order(4)
  void itDoesNotStartOnADiskThatTakesNothingAndSaysWhy() throws Exception {
    disk.fill();
    useUpTheLog(); // else it starts, and refuses what it cannot record
    server.close();

    var full = server.fails();
    disk.makeReadOnly();
    var readOnly = server.fails();

    assertThat(full.exitCode()).as(full.errors()).isEqualTo(DATABASE);
    assertThat(full.errors()).contains("does not start", "the disk is full: make room");
    assertThat(readOnly.exitCode()).as(readOnly.errors()).isEqualTo(DATABASE);
    assertThat(readOnly.errors()).contains("does not start", "Read-only file system");

    disk.makeWritable();
    disk.empty();
    server.start();
    assertThat(known()).containsAll(acknowledged);
    assertThat(server.officerApi().versions("www")).hasSize(1);
  }

  private HttpResponse<String> makesAToken() {
    return officer.send("POST", "/v1/tokens", Map.of("agent", "web2", "validFor", "PT1H"));
  }

  private static HttpResponse<String> untilRefused(
      Supplier<HttpResponse<String>> request, int good, Consumer<HttpResponse<String>> whenGood) {
    for (var tries = 0; tries < ENOUGH; tries++) {
      var answer = request.get();
      if (answer.statusCode() != good) {
        return answer;
      }
      whenGood.accept(answer);
    }
    throw new AssertionError("the disk was never full");
  }

  private void useUpTheLog() throws IOException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      for (var segment = 0; segment < SEGMENTS; segment++) {
        statement.execute("select pg_logical_emit_message(true, 'any', 'any'), pg_switch_wal()");
      }
      throw new AssertionError("there was room for " + SEGMENTS + " segments");
    } catch (SQLException ended) {
      assertThat(ended.getSQLState()).as(ended.getMessage()).matches("08...|57P..|53...");
    }
  }

  private long recorded(String kind) throws IOException {
    try (var connection = connect();
        var statement =
            connection.prepareStatement("select count(*) from audit_entry where kind = ?")) {
      statement.setString(1, kind);
      try (var rows = statement.executeQuery()) {
        assertThat(rows.next()).isTrue();
        return rows.getLong(1);
      }
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /// Line 4 of postmaster.pid is the port.
  private Connection connect() throws IOException, SQLException {
    var postgres = disk.outside(server.directory().resolve("data").resolve("postgres"));
    var port = Files.readAllLines(postgres.resolve("data/postmaster.pid")).get(3).strip();
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
        "keyferry",
        Files.readString(postgres.resolve("password")).strip());
  }

  private List<String> known() {
    return server.officerApi().tokens().stream().map(each -> each.get("id").asText()).toList();
  }

  private long count(String words) {
    return server.program().output().lines().filter(line -> line.contains(words)).count();
  }

  private static void assertUnavailable(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(answer.body()).contains("/problems/database-unavailable");
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
  }

  private String pathOfTheBundle() {
    var entries = new ArrayList<JsonNode>();
    awaits("the bundle is sealed")
        .until(() -> {
          entries.clear();
          payloadOf(agent.get("/v1/manifest").body()).get("entries").forEach(entries::add);
          return !entries.isEmpty();
        });
    var entry = entries.getFirst();
    return "/v1/bundles/" + entry.get("certificate").asText() + "/" + entry.get("version").asText();
  }

  private static JsonNode payloadOf(String statement) throws IOException {
    return JSON.readTree(Base64.getUrlDecoder().decode(statement.split("\\.", -1)[1]));
  }

  private static String idIn(HttpResponse<String> answer) {
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
