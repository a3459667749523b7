package org.keyferry.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.keyferry.agent.adopt.AdoptedHost;
import org.keyferry.protocol.bundle.PrivateKeyInfo;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.HaProxy;
import org.keyferry.testkit.Nginx;
import org.keyferry.testkit.ServerPair;

/// The agent comes to a host that serves already: its nginx and its HAProxy check what is edited.
abstract class ProgramAdoption extends AgentProgram {

  private static final int NOT_APPLIED = 15;

  @Test
  void aHostIsShownAdoptedAndAsItWas() throws Exception {
    Files.createDirectory(at("admin"));
    var tls = at("admin/tls.conf");
    var pem = at("admin/www.pem");
    try (var nginx = Nginx.including(tls);
        var haproxy = HaProxy.reading(pem)) {
      write("admin/www.pem", pair(), "rw-------");
      write(
          "admin/tls.conf",
          "ssl_certificate DIR/admin/www.pem;\nssl_certificate_key DIR/admin/www.pem;\n",
          "rw-r--r--");
      var untouched = Files.readString(tls);
      var adopt = new ArrayList<>(bareCommand("adopt", "--journal", at("journal").toString()));
      for (var each : filesBehind("-c", nginx.validateCommand())) {
        adopt.addAll(List.of("--nginx", each));
      }
      for (var each : filesBehind("-f", haproxy.validateCommand())) {
        adopt.addAll(List.of("--haproxy", each));
      }

      var shown =
          end("", with(adopt, "--write", at("plan").toString(), "--server", "https://repo:8443"))
              .by(0);
      assertThat(shown.out())
          .containsSubsequence("SERVER", "LISTENS ON", "nginx", "haproxy", "www.example.test");
      assertThat(shown.err()).contains("wrote " + at("plan/targets.yaml"));
      assertThat(at("plan/targets.yaml"))
          .content()
          .contains("server: https://repo:8443", "kind: nginx", "kind: haproxy");

      var json = end("", with(adopt, "--output", "json")).by(0).json();
      assertThat(json.at("/lines")).hasSize(2);
      assertThat(json.at("/lines/0/alternativeNames/0").textValue()).isEqualTo("www.example.test");
      assertThat(json.at("/lines/0/notAfter").isTextual()).isTrue();

      assertThat(end("n\n", with(adopt, "--apply")).by(NOT_APPLIED))
          .satisfies(asked -> {
            assertThat(asked.out()).contains("--- " + tls, "+++ " + tls, "Apply this? [y/N]");
            assertThat(asked.err()).contains("nothing was changed");
          });
      assertThat(tls).hasContent(untouched);

      assertThat(end("y\n", with(adopt, "--apply")).by(0).out())
          .contains("applied, and accepted by the servers");
      assertThat(tls).content().contains("include ");
      assertThat(nginx.isValid()).isTrue();
      assertThat(haproxy.isValid()).isTrue();

      assertThat(end("", with(adopt, "--undo")).by(0).out()).contains("is as it was");
      assertThat(tls).hasContent(untouched);
    }
  }

  /// nginx, Apache and HAProxy, whose certificate dehydrated renews.
  @Test
  void aHostThatIsMountedSomewhereIsRead() throws Exception {
    var name = "mixed-dehydrated";
    var root = AdoptedHost.make(name, Files.createDirectory(at("root"))).path();
    var plan = at("plan").toString();

    var shown = end("", bareCommand("adopt", "--root", root.toString(), "--write", plan)).by(0);

    assertThat(shown.out()).contains("dehydrated d.example.com, says /etc/dehydrated/config");
    assertThat(at("plan/targets.yaml"))
        .hasSameTextualContentAs(AdoptedHost.directory(name).resolve("targets.yaml"));
  }

  private static List<String> with(List<String> command, String... more) {
    var all = new ArrayList<>(command);
    all.addAll(List.of(more));
    return all;
  }

  private static List<String> filesBehind(String option, List<String> command) {
    var files = new ArrayList<String>();
    for (var at = 0; at + 1 < command.size(); at++) {
      if (command.get(at).equals(option)) {
        files.add(Path.of(command.get(at + 1)).toString());
      }
    }
    return files;
  }

  /// Key and chain in one.
  private static String pair() {
    var pair = ServerPair.issued(KeyType.EC_P256, "www.example.test", Instant.now());
    try (var der = SecretBytes.takeOver(pair.key().getEncoded());
        var key = PrivateKeyInfo.toPem(der)) {
      return key.lendTo(lent -> new String(lent, StandardCharsets.US_ASCII)) + pair.chain().toPem();
    }
  }
}
