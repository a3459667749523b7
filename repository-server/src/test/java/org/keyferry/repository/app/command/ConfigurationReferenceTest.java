package org.keyferry.repository.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The reference page of the configuration is what the comments in the code say.
class ConfigurationReferenceTest {

  private static final Path SOURCES = Path.of("src/main/java");
  private static final Path PAGE = Path.of("../docs/reference/server.md");

  private static final Pattern PREFIX =
      Pattern.compile("@ConfigMapping\\(prefix = \"keyferry\\.([a-z0-9]+)\"\\)");
  private static final Pattern SETTING =
      Pattern.compile(
          "((?:  ///[^\\n]*\\n)+)(?:  @WithDefault\\(\"([^\"]*)\"\\)\\n)?"
              + "  ([A-Z][\\w.<>, ]*|int) (\\w+)\\(\\);");

  private static final String HEAD =
      """
      # Settings of the server

      One file of Java properties, named with `--config`. A setting may come from the environment too
      (`KEYFERRY_TOKEN_LABEL`). A key behind `keyferry.` that nobody knows stops the start. Durations are
      `30s`, `5m`, `1h` or as ISO 8601 has them.

      This page is made from the comments in the code; a test holds it to them.

      | setting | default | what |
      |---|---|---|
      | `keyferry.home` | | Directory for what the server keeps: its own PostgreSQL, if no other is named. |
      | `keyferry.postgres.binaries` | `binaries` below home | Where the programs of that PostgreSQL are unpacked, 60 MB; servers may share it. |
      | `quarkus.datasource.jdbc.url` | | A PostgreSQL of yours, `jdbc:postgresql://…`; without it the server starts its own. |
      | `quarkus.datasource.username` | | For that. |
      | `quarkus.datasource.password` | | For that; keep the file readable by the server alone. |
      | `quarkus.http.host` | `0.0.0.0` | Address on which agents and officers are served. |
      | `quarkus.http.ssl-port` | `8443` | Port for them, TLS 1.3. |
      | `quarkus.management.host` | `127.0.0.1` | Address for health, metrics and the API description. |
      | `quarkus.management.port` | `9443` | Port for them, plain HTTP. |
      """;

  /// With `-Dkeyferry.golden=write` the page is written anew.
  @Test
  void thePageSaysWhatTheCodeSays() throws IOException {
    var page = HEAD + settings();
    if ("write".equals(System.getProperty("keyferry.golden"))) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page);
    }

    assertThat(page)
        .as("run this test with -Dkeyferry.golden=write and look at what changed")
        .isEqualTo(Files.readString(PAGE));
  }

  @Test
  void theFileMaySetWhatTheCodeAsksFor() throws IOException {
    for (var source : sources()) {
      var prefix = PREFIX.matcher(Files.readString(source));
      if (prefix.find()) {
        assertThat(Configuration.GROUPS).contains(prefix.group(1));
      }
    }
  }

  private static String settings() throws IOException {
    var groups = new TreeMap<String, String>();
    for (var source : sources()) {
      var text = Files.readString(source);
      var prefix = PREFIX.matcher(text);
      if (prefix.find()) {
        groups.put(prefix.group(1), rows("keyferry." + prefix.group(1) + ".", text));
      }
    }
    return String.join("", groups.values());
  }

  private static String rows(String prefix, String text) {
    var rows = new ArrayList<String>();
    var settings = SETTING.matcher(text);
    while (settings.find()) {
      var standard = settings.group(2) == null ? "" : "`" + settings.group(2) + "`";
      rows.add(
          "| `"
              + prefix
              + dashed(settings.group(4))
              + "` | "
              + standard
              + " | "
              + said(settings.group(1))
              + " |\n");
    }
    return String.join("", rows);
  }

  private static String said(String comment) {
    return comment
        .lines()
        .map(line -> line.strip().substring("///".length()).strip())
        .collect(Collectors.joining(" "))
        .replace("|", "\\|");
  }

  private static String dashed(String method) {
    return method.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static List<Path> sources() throws IOException {
    try (var tree = Files.walk(SOURCES)) {
      return tree.filter(each -> each.toString().endsWith(".java")).sorted().toList();
    }
  }
}
