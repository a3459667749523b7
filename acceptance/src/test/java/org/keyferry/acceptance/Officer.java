package org.keyferry.acceptance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.keyferry.testkit.installation.Programs;
import org.keyferry.testkit.installation.Programs.Finished;

/// An officer at work: the `keyferry` command, with an identity in a folder of its own.
final class Officer {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path home;

  Officer(Path home) {
    this.home = home;
  }

  /// Makes a key and a request for `name`.
  ///
  /// @return the file with the request
  Path requestsAnIdentity(String name) {
    return Path.of(asks("identity", "request", "--name", name).get("request").asText());
  }

  /// Runs a command that must succeed.
  Finished runs(String... arguments) {
    return tries(arguments).succeeded();
  }

  Finished tries(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.add("--home");
    all.add(home.toString());
    return Programs.OFFICER.run(Map.of(), all.toArray(String[]::new));
  }

  /// Runs a command that must succeed, and reads its answer.
  JsonNode asks(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.add("--output");
    all.add("json");
    var answer = runs(all.toArray(String[]::new)).output();
    try {
      return JSON.readTree(answer);
    } catch (JsonProcessingException malformed) {
      throw new IllegalStateException(answer, malformed);
    }
  }
}
