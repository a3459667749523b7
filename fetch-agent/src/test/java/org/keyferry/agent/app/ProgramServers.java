package org.keyferry.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.agent.Challenges;
import org.keyferry.protocol.agent.Report;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.testkit.FreePort;
import org.keyferry.testkit.HaProxy;
import org.keyferry.testkit.Nginx;
import org.keyferry.testkit.ScriptedListener;
import org.keyferry.testkit.ServerPair;

/// One certificate for real web servers, for a mail server, and for applications that want it in
/// every form there is; with everything switched on that an agent does beside.
abstract class ProgramServers extends AgentProgram {

  private static final int NOT_SERVED = 10;
  private static final String PASSWORD = "correct horse";
  private static final String TOKEN = "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA";
  private static final Version SECOND = new Version(1, 2);

  private final int metrics = FreePort.tcp();

  @Test
  void oneCertificateIsServedInEveryFormAndRenewed() throws Exception {
    try (var web = Nginx.including(at("site/web.conf"));
        var balancer = HaProxy.reading(at("site/balancer.pem"));
        var smtp = ScriptedListener.smtp();
        var imap = ScriptedListener.imap();
        var manager = new ScriptedManager()) {
      host().enrolled();
      declareTargets(web, balancer, smtp, imap, manager);
      var pem = at("site/mail.pem");
      for (var each : List.of(smtp, imap)) {
        each.presents(() -> Optional.of(pem).filter(Files::exists).map(ServerPair::readFrom));
      }
      repository().publishes(Version.first());
      assertThat(run("config", "check")).contains("is good: 5 targets");

      assertThat(end("once").by(NOT_SERVED).out()) // neither starts without a certificate
          .contains(
              "web: version 1.1 failed",
              "balancer: version 1.1 failed",
              "mail: version 1.1 served",
              "store: version 1.1 installed");
      web.start();
      balancer.start();
      var workers = balancer.pids();

      try (var agent = begin("run")) {
        repository()
            .awaitReport(
                report -> statesOf(report).equals("served served served installed installed"));
        repository().wantsAnswered(new Challenges.Answer(TOKEN, TOKEN + "." + "x".repeat(43)));
        agent.awaitOutput("challenges answered here=1");
        assertThat(at("challenges/" + TOKEN)).hasContent(TOKEN + "." + "x".repeat(43));

        var second = repository().publishes(SECOND);

        var serial = second.getSerialNumber().toString(16);
        repository().awaitReport(report -> serial.equals(servedByAll(report)));
        assertThat(web.served()).isEqualTo(second);
        assertThat(balancer.served()).isEqualTo(second);
        assertThat(balancer.pids()).isEqualTo(workers); // told by the runtime API
        assertThat(manager.commands()).contains("/manager/text/sslReload");
        assertThat(imap.namesAskedFor()).contains("mail.example.test");
        assertEveryFormOf(second);
        assertThat(metricsOverHttp())
            .contains(
                "keyferry_agent_target_state{certificate=\"www-1\",state=\"served\",target=\"web\"} 1.0");
        agent.signal("TERM");
        assertThat(agent.awaitEnd()).isEqualTo(TERMINATED);
      }
      assertThat(at("challenges/" + TOKEN)).doesNotExist();
      assertThat(Files.readString(at("keyferry.prom")))
          .contains("keyferry_agent_installs_total{certificate=\"www-1\",target=\"store\"} 2.0");

      assertThatTheStatusIsWhole(repository().reports().getLast());
      assertThatTheDoctorLookedAtEverything();
    }
  }

  private void declareTargets(
      Nginx web,
      HaProxy balancer,
      ScriptedListener smtp,
      ScriptedListener imap,
      ScriptedManager manager)
      throws IOException {
    write("password", PASSWORD + "\n", "rw-------");
    declare(
        """
        metrics: {textfile: DIR/keyferry.prom, listen: "127.0.0.1:%metrics%"}
        challenges: {directory: DIR/challenges}
        targets:
          - name: web
            kind: nginx
            certificate: www-1
            directory: DIR/web
            snippet: DIR/site/web.conf
            validate: %validate%
            reload: %reload%
            listeners: [{address: "127.0.0.1:%web%", server-name: www.example.test}]
          - name: balancer
            kind: haproxy
            certificate: www-1
            directory: DIR/balancer
            combined: DIR/site/balancer.pem
            validate: %check%
            runtime-socket: %socket%
            listeners: [{address: "127.0.0.1:%balancer%", server-name: www.example.test}]
          - name: mail
            kind: files
            certificate: www-1
            directory: DIR/mail
            combined: DIR/site/mail.pem
            reload: [/bin/true]
            listeners:
              - {address: "127.0.0.1:%smtp%", protocol: smtp, server-name: mail.example.test}
              - {address: "127.0.0.1:%imap%", protocol: imap, server-name: mail.example.test}
          - name: application
            kind: files
            certificate: www-1
            directory: DIR/application
            pointer: DIR/site/application
            text: "{directory}/www-1.der\\n"
            files:
              - {name: "{certificate}.key.der", format: der, content: key}
              - {name: "{certificate}.der", format: der, content: certificate}
              - {name: pair.pem, format: pem, content: pair, mode: "0640"}
              - {name: all.p12, format: pkcs12, password-file: DIR/password}
          - name: store
            kind: tomcat
            certificate: www-1
            directory: DIR/store
            keystore: DIR/site/store.jks
            format: jks
            password-file: DIR/password
            manager: {url: "%manager%", user: deploy, password-file: DIR/password, run-as: %user%}
            listeners: []
        """
            .replace("%metrics%", Integer.toString(metrics))
            .replace("%validate%", list(web.validateCommand()))
            .replace("%reload%", list(web.reloadCommand()))
            .replace("%web%", Integer.toString(web.port()))
            .replace("%check%", list(balancer.validateCommand()))
            .replace("%socket%", balancer.runtimeSocket().toString())
            .replace("%balancer%", Integer.toString(balancer.port()))
            .replace("%smtp%", Integer.toString(smtp.port()))
            .replace("%imap%", Integer.toString(imap.port()))
            .replace("%manager%", manager.url())
            .replace("%user%", System.getProperty("user.name")));
  }

  private void assertEveryFormOf(X509Certificate leaf) throws Exception {
    var version = at("application/" + SECOND);
    assertThat(version.resolve("www-1.der")).hasBinaryContent(leaf.getEncoded());
    assertThat(version.resolve("www-1.key.der")).isNotEmptyFile();
    assertThat(version.resolve("pair.pem")).content().contains("PRIVATE KEY", "CERTIFICATE");
    assertThat(at("site/application")).hasContent(version.resolve("www-1.der") + "\n");
    assertThat(leafIn("PKCS12", "application/" + SECOND + "/all.p12")).isEqualTo(leaf);
    assertThat(leafIn("JKS", "site/store.jks")).isEqualTo(leaf);
  }

  private X509Certificate leafIn(String type, String file) throws Exception {
    var store = KeyStore.getInstance(type);
    try (var in = Files.newInputStream(at(file))) {
      store.load(in, PASSWORD.toCharArray());
    }
    assertThat(store.getKey("www-1", PASSWORD.toCharArray())).isNotNull();
    return (X509Certificate) store.getCertificate("www-1");
  }

  private String metricsOverHttp() throws IOException {
    try (var in = URI.create("http://127.0.0.1:" + metrics + "/metrics").toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void assertThatTheStatusIsWhole(Report reported) throws Exception {
    var status = end("status", "--output", "json").by(0).json();
    assertThat(status.at("/agent/name").textValue()).isEqualTo("web1");
    for (var member : List.of("lastRound", "lastContact", "manifest", "next", "tally")) {
      assertThat(status.hasNonNull(member)).as(member).isTrue();
    }
    for (var at = 0; at < reported.targets().size(); at++) {
      var line = status.at("/targets/" + at);
      var told = reported.targets().get(at);
      assertThat(line.at("/target").textValue()).isEqualTo(told.target());
      assertThat(line.at("/state").textValue()).isEqualTo(told.state());
      assertThat(line.at("/version").textValue()).isEqualTo(SECOND.toString());
      assertThat(line.at("/serial").textValue()).isEqualTo(told.installedSerial());
      assertThat(line.at("/installs").intValue()).isEqualTo(2);
      for (var listener : line.at("/listeners")) {
        assertThat(listener.at("/serial").textValue()).isEqualTo(told.servedSerial());
        assertThat(listener.at("/serverName").textValue()).endsWith(".example.test");
        assertThat(listener.at("/at").isTextual()).isTrue();
      }
    }
    assertThat(run("status"))
        .containsSubsequence("web ", "127.0.0.1:", "ok", "mail ", "smtp 127.0.0.1:", "ok");
  }

  private void assertThatTheDoctorLookedAtEverything() throws Exception {
    var doctor = end("doctor", "--output", "json").json();
    for (var check : List.of("settings", "identity", "tls", "pin", "answer", "manifest", "clock")) {
      assertThat(verdict(doctor, check)).as(check).isEqualTo("ok");
    }
    for (var check : List.of("grant", "place", "pair", "include", "validate", "listener")) {
      assertThat(verdictOn("web", doctor, check)).as(check).isEqualTo("ok");
    }
    var told = end("doctor").by(doctor.at("/healthy").booleanValue() ? 0 : 12).out();
    assertThat(told).contains("listener", "presents what is installed");
  }

  /// Of the host itself.
  static String verdict(JsonNode doctor, String subject) {
    return verdictOn("null", doctor, subject);
  }

  private static String verdictOn(String target, JsonNode doctor, String subject) {
    for (var check : doctor.at("/checks")) {
      if (check.at("/check").asText().equals(subject)
          && check.at("/target").asText().equals(target)) {
        return check.at("/result").asText();
      }
    }
    return "none";
  }

  private static String statesOf(Report report) {
    return report.targets().stream()
        .map(Report.TargetReport::state)
        .collect(Collectors.joining(" "));
  }

  /// Empty unless all that have listeners are served the same.
  private static String servedByAll(Report report) {
    var serials =
        report.targets().stream()
            .filter(each -> !each.listeners().isEmpty())
            .map(each -> String.valueOf(each.servedSerial()))
            .distinct()
            .toList();
    return serials.size() == 1 ? serials.getFirst() : "";
  }

  private static String list(List<String> command) {
    return command.stream()
        .map(each -> '"' + each + '"')
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /// Tomcat's Manager, as far as the agent talks to it.
  private static final class ScriptedManager implements AutoCloseable {

    private final HttpServer server;
    private final List<String> commands = new CopyOnWriteArrayList<>();

    ScriptedManager() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/manager/text", this::answer);
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/manager/text";
    }

    List<String> commands() {
      return List.copyOf(commands);
    }

    private void answer(HttpExchange exchange) throws IOException {
      try (exchange) {
        commands.add(exchange.getRequestURI().getPath());
        var said = "OK - Reloaded TLS\n".getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(200, said.length);
        exchange.getResponseBody().write(said);
      }
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
