package org.keyferry.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.FreePort;
import org.keyferry.testkit.Pkcs8;
import org.keyferry.testkit.RunningProgram;
import org.keyferry.testkit.installation.AgentApi;
import org.keyferry.testkit.installation.Installation;

/// What a poll costs that brings nothing new: `GET /v1/manifest` with the ETag of the present
/// manifest, over mTLS, against nginx that answers 304 for a static file over mTLS. One client, the
/// same connections, in turn; what counts is answers per second of the server's CPU time.
final class PollBenchmark {

  private static final int ROUNDS = 3;
  private static final int CONNECTIONS = 16;
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration MEASURED = Duration.ofSeconds(8);

  private PollBenchmark() {}

  static void run(PrintStream out) {
    try (var installation = Installation.running()) {
      var server = installation.server();
      var officer = server.officerApi();
      var agent =
          AgentApi.enroll(
              server.uri(),
              server.directory().resolve("root.pem"),
              officer.enrollmentToken("poller"));
      officer.addCertificate("www", "www.example.test", "web");
      officer.awaitVersions("www", 1);
      officer.grant("poller", "www");
      var etag = awaitManifest(agent);
      var keyferry =
          new PollLoad(agent.tls(), server.uri().getPort(), "/v1/manifest", etag, CONNECTIONS);
      try (var nginx = StaticNginx.start(installation.directory(), agent)) {
        var peer = nginx.load(CONNECTIONS);
        keyferry.run(WARM_UP);
        peer.run(WARM_UP);
        out.printf(
            Locale.ROOT,
            "%-6s %14s %14s %20s %20s %7s%n",
            "round",
            "keyferry /s",
            "nginx /s",
            "keyferry /CPU-s",
            "nginx /CPU-s",
            "ratio");
        for (var round = 1; round <= ROUNDS; round++) {
          var ours = Measured.of(keyferry, List.of(server.program().pid()), MEASURED);
          var theirs = Measured.of(peer, nginx.workers(), MEASURED);
          out.printf(
              Locale.ROOT,
              "%-6d %14.0f %14.0f %20.0f %20.0f %7.2f%n",
              round,
              ours.perSecond(),
              theirs.perSecond(),
              ours.perCpuSecond(),
              theirs.perCpuSecond(),
              ours.perCpuSecond() / theirs.perCpuSecond());
        }
      }
    }
  }

  private static String awaitManifest(AgentApi agent) {
    var etag = "\"none\"";
    for (var tries = 0; tries < 5; tries++) {
      var answer = agent.get("/v1/manifest", "If-None-Match", etag, "Prefer", "wait=5");
      if (answer.statusCode() == 200) {
        etag = answer.headers().firstValue("ETag").orElseThrow();
      } else if (answer.statusCode() == 304) {
        return etag;
      } else {
        throw new IllegalStateException(answer.statusCode() + " " + answer.body());
      }
    }
    return etag;
  }

  /// Answers in a span, and what they cost the server.
  private record Measured(long answers, double seconds, double cpuSeconds) {

    static Measured of(PollLoad load, List<Long> pids, Duration span) {
      var before = CpuTime.of(pids);
      var result = load.run(span);
      return new Measured(result.answers(), result.seconds(), CpuTime.of(pids) - before);
    }

    double perSecond() {
      return answers / seconds;
    }

    double perCpuSecond() {
      return answers / cpuSeconds;
    }
  }

  /// nginx with one worker, one static file, and client certificates required as our server does.
  private record StaticNginx(
      RunningProgram program, int port, String etag, AgentApi agent, FixtureCa ca)
      implements AutoCloseable {

    static StaticNginx start(Path directory, AgentApi agent) {
      try {
        var ca = FixtureCa.at(Instant.parse("2026-01-01T00:00:00Z"));
        var keys = FixtureCa.keyPair(KeyType.EC_P256);
        var home = Files.createDirectories(directory.resolve("nginx"));
        Files.writeString(
            home.resolve("chain.pem"),
            ca.issue(keys.getPublic(), Duration.ofDays(3650), "localhost").toPem());
        Files.writeString(home.resolve("key.pem"), Pkcs8.pemOf(keys.getPrivate()));
        Files.writeString(home.resolve("manifest"), "x".repeat(900));
        var port = FreePort.tcp();
        var configuration =
            Files.writeString(home.resolve("nginx.conf"), configuration(home, port));
        var program =
            RunningProgram.start(
                home.resolve("log"),
                Map.of(),
                List.of("/usr/sbin/nginx", "-p", home.toString(), "-c", configuration.toString()));
        program.awaitPort(port);
        var etag = PollLoad.etagOf(agent.tlsTo(ca.root()), port, "/manifest");
        return new StaticNginx(program, port, etag, agent, ca);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    PollLoad load(int connections) {
      return new PollLoad(agent.tlsTo(ca.root()), port, "/manifest", etag, connections);
    }

    List<Long> workers() {
      return ProcessHandle.of(program.pid())
          .orElseThrow()
          .descendants()
          .map(ProcessHandle::pid)
          .toList();
    }

    @Override
    public void close() {
      program.close();
    }

    private static String configuration(Path home, int port) {
      return String.format(
          Locale.ROOT,
          """
          daemon off;
          user root;
          worker_processes 1;
          pid %1$s/pid;
          error_log stderr;
          events { worker_connections 256; }
          http {
            access_log off;
            keepalive_requests 100000000;
            client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
            uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
            server {
              listen 127.0.0.1:%2$d ssl;
              ssl_protocols TLSv1.3;
              ssl_certificate %1$s/chain.pem;
              ssl_certificate_key %1$s/key.pem;
              ssl_verify_client optional_no_ca;
              root %1$s;
            }
          }
          """,
          home,
          port);
    }
  }
}
