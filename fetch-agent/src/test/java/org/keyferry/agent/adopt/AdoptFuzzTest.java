package org.keyferry.agent.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.adopt.host.HostRoot;

/// Configurations that nobody meant: every one is read to its end, and what is wrong is said. The
/// number of rounds for each host is `keyferry.adopt.fuzz`.
class AdoptFuzzTest {

  private static final int ROUNDS = Integer.getInteger("keyferry.adopt.fuzz", 10);
  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          ";",
          "\"",
          "'",
          "\\",
          "\n",
          "#",
          "$",
          "${",
          "<",
          "</",
          ">",
          "[",
          "]",
          "*",
          "include ",
          "Include ",
          "<VirtualHost *:443>\n",
          "</IfModule>\n",
          "bind :443 ssl crt ",
          "\u0000",
          "\u00ff",
          "ssl_certificate ",
          "server {",
          "content_by_lua_block {",
          "@/",
          ",",
          "::",
          "-");

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // JUnit sets directory
  AdoptFuzzTest() {}

  @Test
  @Timeout(300)
  void aDamagedConfigurationIsReadToItsEnd() throws Exception {
    var random = new SplittableRandom(42);
    for (var name : AdoptedHost.names()) {
      var host = AdoptedHost.make(name, Files.createDirectory(directory.resolve(name)));
      var files = configurationsOf(host.path());
      for (var round = 0; round < ROUNDS; round++) {
        var file = files.get(random.nextInt(files.size()));
        var before = Files.readAllBytes(file);
        Files.write(file, damaged(before, random));
        var root = host.root();

        var desk = AdoptDesk.look(root, Sources.found(root), AdoptedHost.NOW);

        // whatever is found can be told, and put into a diff and a target
        assertThat(desk.page().at()).isEqualTo(AdoptedHost.NOW);
        assertThat(desk.diff()).isNotNull();
        assertThat(desk.targets("https://repository.test")).startsWith("# ");
        Files.write(file, before);
      }
    }
  }

  /// An include that doubles with every file would be read two to the power of thirty times.
  @Test
  @Timeout(60)
  void includesThatMultiplyAreBounded() throws Exception {
    var nginx = Files.createDirectories(directory.resolve("etc/nginx"));
    Files.writeString(nginx.resolve("nginx.conf"), "http { include 0; }");
    for (var level = 0; level < 30; level++) {
      Files.writeString(
          nginx.resolve(Integer.toString(level)), ("include " + (level + 1) + ";\n").repeat(2));
    }
    Files.writeString(nginx.resolve("30"), "");
    var host = new HostRoot(directory.toRealPath());

    var page = AdoptDesk.look(host, Sources.found(host), AdoptedHost.NOW).page();

    assertThat(page.remarks())
        .anySatisfy(each -> assertThat(each).contains("more than 5000 files are included"));
  }

  @Test
  @Timeout(60)
  void blocksThatNestWithoutEndAreBounded() throws Exception {
    var nginx = Files.createDirectories(directory.resolve("etc/nginx"));
    Files.writeString(nginx.resolve("nginx.conf"), "a {".repeat(1_000_000));
    var host = new HostRoot(directory.toRealPath());

    var page = AdoptDesk.look(host, Sources.found(host), AdoptedHost.NOW).page();

    assertThat(page.remarks())
        .anySatisfy(each -> assertThat(each).contains("nested more than 64 deep"));
  }

  private static List<Path> configurationsOf(Path root) throws Exception {
    try (var files = Files.walk(root)) {
      return new ArrayList<>(
          files
              .filter(Files::isRegularFile)
              .filter(each -> !Files.isSymbolicLink(each))
              .filter(AdoptFuzzTest::isText)
              .sorted()
              .toList());
    }
  }

  private static boolean isText(Path file) {
    return !file.toString().matches(".*\\.(pem|key|crt|cer|rsa|ecdsa)");
  }

  private static byte[] damaged(byte[] content, SplittableRandom random) {
    var text = new String(content, StandardCharsets.ISO_8859_1);
    for (var change = 0; change <= random.nextInt(3); change++) {
      var at = random.nextInt(text.length() + 1);
      var to = Math.min(text.length(), at + random.nextInt(20));
      text =
          switch (random.nextInt(3)) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(0, at) + text.substring(to);
            default ->
                text.substring(0, at)
                    + PIECES.get(random.nextInt(PIECES.size()))
                    + text.substring(at);
          };
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
