package org.keyferry.repository.issuance.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.MalformedURLException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.toolbox.JSON;

/// What a CA says comes through to the officer, as text that does nothing (RFC 8555 §6.7).
class ProblemsTest {

  @Test
  void typeDetailAndSubproblemsAreQuoted() {
    assertThat(
            quoted(
                """
                {"type": "urn:ietf:params:acme:error:malformed", "detail": "Some of it is wrong",
                 "subproblems": [
                  {"type": "urn:ietf:params:acme:error:caa", "detail": "CAA forbids",
                   "identifier": {"type": "dns", "value": "www.example.org"}},
                  {"type": "urn:ietf:params:acme:error:dns", "detail": "NXDOMAIN",
                   "identifier": {"type": "dns", "value": "example.org"}}]}
                """))
        .contains(
            "malformed: \"Some of it is wrong\"",
            "www.example.org",
            "caa: \"CAA forbids\"",
            "example.org",
            "dns: \"NXDOMAIN\"");
  }

  @Test
  void whatWouldMoveACursorOrBreakALineIsEscaped() {
    assertThat(
            quoted(
                """
                {"type": "urn:ietf:params:acme:error:dns", "detail": "\\u001b[2J\\r\\nERROR <b>",
                 "subproblems": [
                  {"type": "urn:ietf:params:acme:error:dns", "detail": "\\u001b]0;x\\u0007\\u202e"}]}
                """))
        .doesNotContain("\u001b", "\r", "\n", "\u0007", "\u202e")
        .contains("\\u001b[2J\\u000d\\u000a", "\\u202e");
  }

  @Test
  void aMegabyteIsCutAndSoAreManySubproblems() {
    var long1 = "x".repeat(1024 * 1024);
    var part = "{\"type\": \"urn:ietf:params:acme:error:dns\", \"detail\": \"" + long1 + "\"}";
    var many = String.join(",", java.util.Collections.nCopies(8, part));

    assertThat(
            quoted(
                "{\"type\": \"urn:ietf:params:acme:error:dns\", \"detail\": \""
                    + long1
                    + "\", \"subproblems\": ["
                    + many
                    + "]}"))
        .hasSizeLessThan(2048);
  }

  private static String quoted(String json) {
    try {
      return Problems.quote(
          new Problem(JSON.parse(json), URI.create("https://ca.example/directory").toURL()));
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
