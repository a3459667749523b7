package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keyferry.repository.app.FoundedRepository;
import org.keyferry.repository.app.HttpsCaller;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.testkit.Pebble;

/// What a CA would refuse is found before the CA is asked, with BIND as the DNS and Pebble as the
/// CA.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
@QuarkusTestResource(ChallengeNetwork.class)
class PreCheckIT {

  private static final String AN_ORDER = "POST /order-plz";
  private static final String A_VALIDATION = "Pulled a task from the Tasks queue";
  private static int serial;

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @TestHTTPResource(value = "/", tls = true)
  private URI base;

  @ConfigProperty(name = "keyferry.http01.port")
  private int http01;

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @ConfigProperty(name = "keyferry.dns01.resolver")
  private String names;

  @ConfigProperty(name = "keyferry.dns01.port")
  private int dnsPort;

  @Inject private FoundedRepository repository;
  @Inject private ObjectMapper json;

  private Pebble pebble;
  private Officer alice;
  private String unique;

  @BeforeEach
  void anOfficerAndACa() {
    alice =
        new Officer(HttpsCaller.of(base, repository.root(), Optional.of(repository.alice())), json);
    pebble = Pebble.settings(names, http01).start();
    unique = "p" + ++serial;
  }

  @AfterEach
  void theyGo() {
    alice.close();
    pebble.close();
  }

  @Test
  void whatCaaForbidsIsNotOrdered() {
    alice.addAuthority(ChallengeNetwork.KNOWN_TO_CAA, pebble, "http-01");
    var ca = ChallengeNetwork.KNOWN_TO_CAA;

    var forbidden = alice.addCertificate("caa-1", ca, "www.forbidden.test");
    var foreign = alice.addCertificate("caa-2", ca, "foreign.test");
    var allowed = alice.addCertificate("caa-3", ca, "allowed.test");
    alice.seesValid(allowed);
    var why = alice.seesFailing(forbidden, "CAA at forbidden.test lets only \"other.example\"");
    var whose = alice.seesFailing(foreign, "it names the account \"https://ca.example/1\"");

    assertThat(why.state()).isEqualTo("keyed");
    assertThat(why.lastError())
        .contains("publish there `CAA 0 issue \"ca.example\"`")
        .contains("the CA known-to-caa");
    assertThat(why.nextAttempt()).isNotNull();
    assertThat(whose.lastError()).contains("the repository's is \"https://127.0.0.1:");
    assertThat(pebble.logged(AN_ORDER)).isEqualTo(1);
    goesOnAtTheCaThatCaaNames();
  }

  private void goesOnAtTheCaThatCaaNames() {
    var first = ChallengeNetwork.KNOWN_TO_CAA;
    var second = ChallengeNetwork.ALSO_KNOWN_TO_CAA;
    alice.addAuthority(second, pebble, "http-01");
    alice.addPolicy("both-known-to-caa", "http-01", first, second);

    var order = alice.addCertificate("caa-4", "both-known-to-caa", "www.forbidden.test");
    var there = alice.seesFailing(order, "has no address in the DNS"); // so CAA is done with

    assertThat(there.ca()).isEqualTo(second);
    assertThat(there.issuerReason()).contains("CAA at forbidden.test lets only \"other.example\"");
  }

  @Test
  void aRecordThatOneNameServerLacksIsNotValidated() throws IOException {
    alice.addAuthority(unique, pebble, "dns-01");
    try (var second = SecondNameServer.start(ChallengeNetwork.ELSEWHERE, dnsPort)) {
      var order = alice.addCertificate(unique, unique, "www.two.test");
      var why = alice.seesFailing(order, "is not to be seen at ns2.two.test. (127.0.0.9)");
      assertThat(why.state()).isEqualTo("pending");
      assertThat(why.lastError()).contains("_acme-challenge.www.two.test. TXT \"");
      assertThat(pebble.logged(A_VALIDATION)).isZero();

      second.catchesUp();
      alice.retry(order);
      alice.seesValid(order);
      assertThat(pebble.logged(A_VALIDATION)).isEqualTo(1);
    }
  }

  @Test
  void aPathThatLeadsElsewhereIsNotValidated() throws IOException {
    alice.addAuthority(unique, pebble, "http-01");

    var order = alice.addCertificate(unique, unique, "elsewhere.test");
    alice.seesFailing(order, "http://elsewhere.test cannot be reached from the repository");
    var elsewhere = HttpServer.create(new InetSocketAddress(ChallengeNetwork.ELSEWHERE, http01), 0);
    elsewhere.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    elsewhere.start();
    try {
      alice.retry(order);
      var why = alice.seesFailing(order, "answered HTTP 404");
      assertThat(why.lastError()).contains("let it pass that path on to keyferry.http01.port");
      assertThat(pebble.logged(A_VALIDATION)).isZero();

      redirects(elsewhere, "127.0.0.1");
      alice.retry(order);
      alice.seesFailing(order, "a redirect leads to an address: 127.0.0.1");
      assertThat(pebble.logged(A_VALIDATION)).isZero();

      redirects(elsewhere, "here.test");
      alice.retry(order);
      alice.seesValid(order);
      assertThat(pebble.logged(A_VALIDATION)).isEqualTo(1);
    } finally {
      elsewhere.stop(0);
    }
  }

  private void redirects(HttpServer server, String host) {
    server.removeContext("/");
    server.createContext(
        "/",
        exchange -> {
          var to = "http://" + host + ":" + http01 + exchange.getRequestURI();
          exchange.getResponseHeaders().add("Location", to);
          exchange.sendResponseHeaders(301, -1);
          exchange.close();
        });
  }
}
