package org.keyferry.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.adopt.AdoptedHost;
import org.keyferry.agent.cycle.AgentDesk;
import org.keyferry.agent.cycle.StopSignal;
import org.keyferry.agent.cycle.World;
import org.keyferry.testkit.TurnableClock;

/// What is typed, what is printed, and the exit code.
class AdoptCommandTest {

  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private AdoptedHost host;

  @SuppressWarnings("NullAway.Init") // set before each test
  AdoptCommandTest() {}

  @BeforeEach
  void make() throws Exception {
    host =
        AdoptedHost.make("nginx-debian-certbot", Files.createDirectory(directory.resolve("root")));
  }

  @Test
  void aProgramReadsTheSameAsJson() {
    assertThat(adopt("--output", "json")).isZero();

    assertThat(out.toString())
        .contains(
            "\"server\" : \"nginx\"",
            "\"place\" : \"/etc/nginx/sites-enabled/www:1\"",
            "\"listens\" : [ \"[::]:443\", \"*:443\" ]",
            "\"notAfter\" : \"2026-12-30T12:00:00Z\"",
            "\"daysLeft\" : 29",
            "\"renewedBy\" : \"certbot www.example.com\"",
            "\"target\" : \"nginx-www.example.com\"",
            "\"remarks\" : [ ]");
  }

  @Test
  void whatCouldNotBeReadHasACodeOfItsOwn() throws Exception {
    Files.writeString(host.path().resolve("etc/nginx/conf.d-broken"), "}");
    Files.writeString(
        host.path().resolve("etc/nginx/nginx.conf"),
        "http { include sites-enabled/*; include conf.d-broken; }");

    assertThat(adopt()).isEqualTo(14);

    assertThat(out.toString())
        .contains("www.example.com", "/etc/nginx/conf.d-broken:1: \"}\" is not expected here");
  }

  @Test
  void targetsAndSnippetsAreWrittenOnce() throws Exception {
    var to = directory.resolve("written");

    assertThat(adopt("--write", to.toString(), "--server", "https://repository.test:8443"))
        .isZero();

    assertThat(err.toString()).contains("wrote " + to.resolve("targets.yaml"));
    assertThat(to.resolve("targets.yaml"))
        .content()
        .contains("server: https://repository.test:8443");
    assertThat(to.resolve("nginx/www.example.com.conf"))
        .content()
        .endsWith(
            """
            ssl_certificate /etc/letsencrypt/live/www.example.com/fullchain.pem;
            ssl_certificate_key /etc/letsencrypt/live/www.example.com/privkey.pem;
            """);
    assertThat(adopt("--write", to.toString())).isEqualTo(74);
    assertThat(err.toString()).contains("targets.yaml: is in the way");
  }

  @Test
  void nothingIsChangedWithoutAYes() throws Exception {
    var before = host.snapshot();

    assertThat(answering("no\n", "--apply")).isEqualTo(15);
    assertThat(out.toString()).contains("--- /etc/nginx/sites-available/www", "Apply this? [y/N]");
    assertThat(err.toString()).contains("keyferry-agent: nothing was changed");
    assertThat(answering("", "--apply")).isEqualTo(15);

    assertThat(host.snapshot()).isEqualTo(before);
  }

  @Test
  void aHostThatCannotCheckIsNotEdited() throws Exception {
    var before = host.snapshot();

    assertThat(adopt("--apply", "--yes")).isEqualTo(15);

    assertThat(err.toString()).contains("the host has no program /usr/sbin/nginx");
    assertThat(host.snapshot()).isEqualTo(before);
  }

  @Test
  void thereIsNothingToTakeBackAtFirst() {
    assertThat(adopt("--undo")).isZero();

    assertThat(out).hasToString("nothing to take back\n");
  }

  @Test
  void undoStandsAlone() {
    assertThat(adopt("--undo", "--apply")).isEqualTo(2);

    assertThat(err.toString()).contains("--undo stands alone");
  }

  @Test
  void aHostWithoutServersIsSaidToBe() throws Exception {
    Files.delete(host.path().resolve("etc/nginx/nginx.conf"));

    assertThat(adopt()).isEqualTo(2);

    assertThat(err.toString()).contains("name one with --nginx, --apache or --haproxy");
  }

  private int answering(String answer, String... options) {
    var standard = System.in;
    System.setIn(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)));
    try {
      return adopt(options);
    } finally {
      System.setIn(standard);
    }
  }

  private int adopt(String... options) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    var arguments = new ArrayList<>(List.of("adopt", "--root", host.path().toString()));
    arguments.addAll(List.of(options));
    var world = new World(TurnableClock.at(AdoptedHost.NOW), new SecureRandom(), _ -> {}, "1.2.3");
    return AgentCommand.commandLine(new AgentDesk(world), new StopSignal(), "1.2.3")
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }
}
