package org.keyferry.repository.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The API is what its description says, and the description changes with the commit that changes
/// the API.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
class OpenApiIT {

  private static final Path GOLDEN = Path.of("../docs/reference/openapi.yaml");

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @TestHTTPResource(value = "/openapi", management = true)
  private URI description;

  /// With `-Dkeyferry.golden=write` the file is written anew.
  @Test
  void theDescriptionIsTheOneThatIsCheckedIn() throws Exception {
    var served = served();
    if ("write".equals(System.getProperty("keyferry.golden"))) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, served);
    }

    assertThat(served)
        .as("run this test with -Dkeyferry.golden=write and look at what changed")
        .isEqualTo(Files.readString(GOLDEN));
  }

  private String served() throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var answer =
          client.send(HttpRequest.newBuilder(description).build(), BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(description.toString()).isEqualTo(200);
      return answer.body();
    }
  }
}
