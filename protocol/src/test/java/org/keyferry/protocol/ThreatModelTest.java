package org.keyferry.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Each claim of the threat model names tests, and they are there.
class ThreatModelTest {

  private static final Path ROOT = Path.of("..");
  private static final Path THREAT_MODEL = ROOT.resolve("docs/security/threat-model.md");
  private static final Pattern CLAIM = Pattern.compile("(?m)^\\| (?!claim|---)(.+) \\| (.+) \\|$");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+)(?:#(\\w+))?`");

  @Test
  void eachClaimNamesTestsThatExist() throws IOException {
    var promised = promised();
    var tests = tests();
    var claims = CLAIM.matcher(promised).results().toList();

    assertThat(claims).hasSizeGreaterThan(30);
    assertThat(claims)
        .allSatisfy(claim -> {
          var named = TEST.matcher(claim.group(2)).results().toList();
          assertThat(named).as(claim.group(1)).isNotEmpty();
          for (var test : named) {
            assertThat(tests).as(claim.group(1)).containsKey(test.group(1));
            if (test.group(2) != null) {
              assertThat(Files.readString(tests.get(test.group(1))))
                  .as(claim.group(1))
                  .contains("void " + test.group(2) + "(");
            }
          }
        });
  }

  private static String promised() throws IOException {
    var text = Files.readString(THREAT_MODEL);
    return text.substring(
        text.indexOf("## What is promised"), text.indexOf("## What is not promised"));
  }

  private static Map<String, Path> tests() throws IOException {
    var tests = new TreeMap<String, Path>();
    for (var module :
        List.of(
            "protocol",
            "cryptoki",
            "key-custody",
            "testkit",
            "repository-server",
            "fetch-agent",
            "officer-cli",
            "acceptance")) {
      try (var files = Files.walk(ROOT.resolve(module).resolve("src/test"))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .forEach(file -> tests.put(file.toFile().getName().replace(".java", ""), file));
      }
    }
    return tests;
  }
}
