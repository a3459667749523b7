package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keyferry.testkit.FreePort;
import org.keyferry.testkit.RunningProgram;
import org.keyferry.testkit.installation.Installation;

/// The name points to a host whose web server answers port 80; the CA reaches nothing of the
/// repository. The host's agent relays the answers.
class AHostAnswersTheCaJourney {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path EXAMPLE = Path.of("../deploy/examples/nginx/challenges.conf");

  private final Installation installation =
      Installation.prepared(
          UnaryOperator.identity(),
          Map.of(
              "keyferry.http01.port",
              Integer.toString(FreePort.tcp()), // where no CA comes
              "keyferry.issuance.first-retry",
              "500ms",
              "keyferry.issuance.longest-retry",
              "2s"));

  private Path place;
  private RunningProgram nginx;

  @BeforeEach
  void theHostHasAWebServer() throws IOException {
    place = Files.createTempDirectory("keyferry-acme-");
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectory(place.resolve("tokens"));
    var port = installation.server().http01Port();
    var configuration = Files.writeString(place.resolve("nginx.conf"), configuration(port));
    nginx =
        RunningProgram.start(
                place.resolve("log"),
                Map.of(),
                List.of("/usr/sbin/nginx", "-c", configuration.toString(), "-g", "daemon off;"))
            .awaitPort(port);
    installation.server().start();
    installation.introduceTheCa();
  }

  @AfterEach
  void everythingEnds() throws IOException {
    installation.close();
    nginx.close();
    try (var files = Files.walk(place)) {
      for (var each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  @Test
  void theCaValidatesAtTheHostAndNothingOfItStays() throws IOException {
    var officer = installation.server().officerApi();
    officer.addCertificate("www", "www.example.test", "web");
    awaitError(officer.orders("www"), "nothing answers for the name yet");
    assertThat(installation.ca().logged("Pulled a task from the Tasks queue")).isZero();

    var host = installation.host("web1");
    host.answersChallenges(place.resolve("tokens"));
    host.configureFiles(List.of("www"));
    host.enroll(officer.enrollmentToken("web1"));
    host.start();
    officer.grant("web1", "www");

    officer.awaitVersions("www", 1);
    assertThat(installation.ca().logged("Pulled a task from the Tasks queue")).isEqualTo(1);
    assertThat(nginx.isAlive()).isTrue();
    assertThat(Files.readString(place.resolve("access.log")))
        .contains("GET /.well-known/acme-challenge/");
    Awaitility.await("the answer is taken away")
        .atMost(PATIENCE)
        .until(() -> {
          try (var files = Files.list(place.resolve("tokens"))) {
            return files.findAny().isEmpty();
          }
        });
  }

  private void awaitError(List<JsonNode> first, String what) {
    assertThat(first).hasSize(1);
    Awaitility.await(what)
        .atMost(PATIENCE)
        .until(() ->
            installation
                .server()
                .officerApi()
                .orders("www")
                .getFirst()
                .get("lastError")
                .asText()
                .contains("does not lead to the repository"));
  }

  private String configuration(int port) throws IOException {
    return """
    worker_processes 1;
    pid %dir%/nginx.pid;
    error_log %dir%/error.log notice;
    events { worker_connections 64; }
    http {
      access_log %dir%/access.log;
      client_body_temp_path %dir%/temporary;
      proxy_temp_path %dir%/temporary;
      fastcgi_temp_path %dir%/temporary;
      uwsgi_temp_path %dir%/temporary;
      scgi_temp_path %dir%/temporary;
    %example%
    }
    """
        .replace("%example%", Files.readString(EXAMPLE))
        .replace("listen 80;", "listen 127.0.0.1:" + port + ";")
        .replace("listen [::]:80;", "")
        .replace("/var/www/keyferry-acme", place.resolve("tokens").toString())
        .replace("%dir%", place.toString());
  }
}
