package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.pki.IpAddress;
import org.keyferry.repository.app.FoundedRepository;
import org.keyferry.repository.app.HttpsCaller;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.testkit.Pebble;
import org.keyferry.testkit.acme.AcmeTestCa;

/// Control over names shown in other ways: by a certificate, by a record that stays, through an
/// acme-dns.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
@QuarkusTestResource(ChallengeNetwork.class)
class ProofsIT {

  private static int serial;

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @TestHTTPResource(value = "/", tls = true)
  private URI base;

  @ConfigProperty(name = "keyferry.http01.port")
  private int http01;

  @ConfigProperty(name = "keyferry.tlsalpn01.port")
  private int tlsAlpn01;

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @ConfigProperty(name = "keyferry.dns01.resolver")
  private String names;

  @ConfigProperty(name = "keyferry.dns01.port")
  private int dnsPort;

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @ConfigProperty(name = "keyferry.dns01.secret-file")
  private Path secret;

  @ConfigProperty(name = "test.acme-dns.port")
  private int acmeDnsPort;

  @Inject private FoundedRepository repository;
  @Inject private ObjectMapper json;
  @Inject private InstantSource clock;

  private Officer alice;
  private String unique;

  @BeforeEach
  void anOfficer() {
    alice =
        new Officer(HttpsCaller.of(base, repository.root(), Optional.of(repository.alice())), json);
    unique = "w" + ++serial;
  }

  @AfterEach
  void sheGoes() {
    alice.close();
  }

  /// RFC 8737.
  @Test
  void aNameIsShownByACertificate() {
    try (var pebble = Pebble.settings(names, http01).tlsPort(tlsAlpn01).start()) {
      alice.addAuthority(unique, pebble, "tls-alpn-01");

      var order = alice.addCertificate(unique, unique, "alpn.test", "www.alpn.test");

      alice.seesValid(order);
    }
  }

  /// RFC 8738, by the real CA: what is issued has passed the inspection of its names.
  @Test
  void anAddressIsShownByHttp() {
    try (var pebble = Pebble.settings(names, http01).start()) {
      alice.addAuthority(unique, pebble, "http-01");

      var order = alice.addCertificate(unique, unique, "127.0.0.1", "beside.test");

      var valid = alice.seesValid(order);
      assertThat(valid.identifiers()).containsExactly("beside.test", "127.0.0.1");
      assertThat(valid.attempts()).isZero();
    }
  }

  /// RFC 8738 §6: asked for by its reverse name.
  @Test
  void anAddressIsShownByACertificate() {
    try (var pebble = Pebble.settings(names, http01).tlsPort(tlsAlpn01).start()) {
      alice.addAuthority(unique, pebble, "tls-alpn-01");

      var order = alice.addCertificate(unique, unique, "127.0.0.1");

      alice.seesValid(order);
    }
  }

  /// In the host of a URL and in the Host of a request it stands in brackets (RFC 3986 §3.2.2);
  /// from there, redirects lead to the same address again, and to a name.
  @Test
  void anAddressOfIpv6IsShownByHttp() throws IOException {
    var here = new IpAddress("::1").toInetAddress();
    assumeThat(NetworkInterface.getByInetAddress(here)).isNotNull();
    var hosts = new CopyOnWriteArrayList<String>();
    var elsewhere = HttpServer.create(new InetSocketAddress(here, http01), 0);
    elsewhere.createContext(
        "/",
        exchange -> {
          hosts.add(exchange.getRequestHeaders().getFirst("Host"));
          var asked = exchange.getRequestURI();
          var to = asked.getQuery() == null ? "[::1]:" + http01 : "beside.test:" + http01;
          exchange
              .getResponseHeaders()
              .add("Location", "http://" + to + asked.getPath() + "?again");
          exchange.sendResponseHeaders(301, -1);
          exchange.close();
        });
    elsewhere.start();
    try (var pebble = Pebble.settings(names, http01).start()) {
      alice.addAuthority(unique, pebble, "http-01");

      alice.seesValid(alice.addCertificate(unique, unique, "0:0:0:0:0:0:0:1"));

      assertThat(hosts).hasSizeGreaterThan(1).containsOnly("[::1]:" + http01);
    } finally {
      elsewhere.stop(0);
    }
  }

  @Test
  void theTestCaIssuesForAddressesToo() {
    try (var ca = AcmeTestCa.settings().start(clock)) {
      alice.addAuthority(unique, ca.directory(), ca.httpsRoot(), ca.issuingRoot(), "http-01");

      alice.seesValid(alice.addCertificate(unique, unique, "127.0.0.1"));
    }
  }

  /// RFC 8737 §3: the listener is for validation alone.
  @Test
  void whoDoesNotSpeakAcmeTls1GetsNoCertificate() throws Exception {
    var context = SSLContext.getInstance("TLS");
    context.init(null, null, null);
    try (var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", tlsAlpn01)) {
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
    }
    try (var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", tlsAlpn01)) {
      var parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"acme-tls/1"}); // and no name is asked for
      socket.setSSLParameters(parameters);
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
    }
  }

  /// draft-ietf-acme-dns-persist: what the order says is what has to be published.
  @Test
  void aRecordThatStaysIsAskedForAndThenEnough() throws IOException {
    try (var ca = AcmeTestCa.settings().persistent("ca.example").start(clock)) {
      alice.addAuthority(
          unique, ca.directory(), ca.httpsRoot(), ca.issuingRoot(), "dns-persist-01");
      var order = alice.addCertificate(unique, unique, "*.kept.dynamic.test");

      var why = alice.seesFailing(order, "there is no record at _validation-persist.kept");
      assertThat(why.state()).isEqualTo("pending");
      publish(Objects.requireNonNull(why.lastError()));
      alice.retry(order);

      alice.seesValid(order);
      var second = alice.addCertificate(unique + "-2", unique, "kept.dynamic.test");
      assertThat(alice.seesValid(second).attempts()).isZero();
    }
  }

  /// The CNAME leads to a registration; the two records of a wildcard and its own name fit in.
  @Test
  void anAcmeDnsKeepsTheRecord() throws IOException {
    try (var acmeDns = AcmeDnsStub.start(acmeDnsPort, nameServer());
        var pebble = Pebble.settings(names, http01).start()) {
      alice.addAuthority(unique, pebble, "dns-01");

      var order = alice.addCertificate(unique, unique, "delegated.test", "*.delegated.test");

      alice.seesValid(order);
      assertThat(acmeDns.updates()).isEqualTo(2);

      var lost = alice.addCertificate(unique + "-2", unique, "lost.test");
      alice.seesFailing(lost, "has the fulldomain unknown.auth.test, where the CNAME leads");
    }
  }

  private void publish(String sentence) throws IOException {
    var record = Pattern.compile("`(\\S+) TXT \"([^\"]+)\"`").matcher(sentence);
    assertThat(record.find()).as(sentence).isTrue();
    nameServer().add(record.group(1), record.group(2));
  }

  private Updates nameServer() {
    return new Updates("dynamic.test.", dnsPort, secret);
  }
}
