package org.keyferry.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.keyferry.agent.ScriptedRepository;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.testkit.SoftHsmToken;

/// A host becomes an agent, and stays one.
abstract class ProgramEnrollment extends AgentProgram {

  private static final int USAGE = 2;
  private static final int REFUSED = 77;
  private static final int CONFIGURATION = 78;
  private static final int ENROLLED_ALREADY = 79;

  private static final String ONE_TARGET =
      """
      targets:
        - {name: www, kind: files, certificate: www-1, directory: DIR/www, combined: DIR/www.pem}
      """;

  @Test
  void aHostIsEnrolledRenewedAndEnrolledAgain() throws Exception {
    declare(ONE_TARGET);
    host().keepKeys();
    repository().issuesIdentitiesThatAreDue();
    var token = tokenFile().toString();

    assertThat(run("enroll", "--token-file", token))
        .startsWith("enrolled as web1 (" + ScriptedRepository.AGENT + ")");
    repository().issuesIdentitiesFor(Duration.ofDays(7));
    repository().publishes(Version.first());
    var once = end("once").by(0);

    assertThat(once.err()).contains("identity renewed agent=" + ScriptedRepository.AGENT);
    assertThat(once.out()).isEqualTo("www: version 1.1 installed\n");
    assertThat(repository().clients().getLast().getPublicKey())
        .isEqualTo(repository().enrolledKeys().getLast());

    assertThat(end("enroll", "--token-file", token).by(ENROLLED_ALREADY).err())
        .startsWith("keyferry-agent: this host is enrolled already");
    assertThat(
            end(Files.readString(Path.of(token)), command("enroll", "--again", "--token-file", "-"))
                .by(0)
                .out())
        .startsWith("enrolled as web1");
    repository().publishes(new Version(1, 2)); // sealed to the new key
    assertThat(run("once")).isEqualTo("www: version 1.2 installed\n");
    assertThat(repository().enrolledKeys()).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void aTokenThatIsNotGoodIsRefused() throws Exception {
    declare(ONE_TARGET);
    host().keepKeys();
    var token = Files.readString(tokenFile()).strip();

    write("token", "hunter2", "rw-------");
    assertThat(end("enroll", "--token-file", at("token").toString()).by(USAGE).err())
        .contains("not an enrollment token")
        .doesNotContain("hunter2");
    write("token", token.substring(0, token.length() - 43) + "A".repeat(43), "rw-------");
    assertThat(end("enroll", "--token-file", at("token").toString()).by(REFUSED).err())
        .contains("because the test says so");
    write("token", "kfe1." + "A".repeat(43) + token.substring(token.length() - 44), "rw-------");
    assertThat(end("enroll", "--token-file", at("token").toString()).by(REFUSED).err())
        .contains("is not the repository that this host trusts");
    assertThat(end("status").by(ENROLLED_ALREADY).out()).contains("not enrolled");
  }

  @Test
  void wrongSettingsAreNamedWithTheNearestThatExist() throws Exception {
    declare(
        """
        metrix: {listen: "127.0.0.1:9"}
        targets:
          - {name: www, kind: nginx, snipet: DIR/www.conf, reload: [nginx, -s, reload]}
        """);

    var checked = end("config", "check").by(CONFIGURATION);

    assertThat(checked.err())
        .contains(
            "line 5: metrix: unknown key; did you mean `metrics`?",
            "targets[0].snipet: unknown key; did you mean `snippet`?",
            "targets[0].reload");
  }

  @Test
  void theKeysAreMadeAndUsedInAToken() throws Exception {
    try (var token = SoftHsmToken.create()) {
      provide(token.environment());
      declare(
          ONE_TARGET
              + """
              identity: {keys: pkcs11, module: %module%, token-label: %label%, pin-file: %pin%}
              """
                  .replace("%module%", token.module().toString())
                  .replace("%label%", token.label())
                  .replace("%pin%", token.pinFile().toString()));
      repository().issuesIdentitiesThatAreDue();

      assertThat(run("enroll", "--token-file", tokenFile().toString())).startsWith("enrolled");
      repository().issuesIdentitiesFor(Duration.ofDays(7));
      repository().publishes(Version.first());
      var once = end("once").by(0);

      assertThat(once.err()).contains("identity renewed");
      assertThat(once.out()).isEqualTo("www: version 1.1 installed\n");
      assertThat(end("status", "--output", "json").by(0).json().at("/agent/keys").textValue())
          .isEqualTo("pkcs11");
      var doctor = end("doctor", "--output", "json").json();
      assertThat(ProgramServers.verdict(doctor, "pin")).isEqualTo("ok");
      assertThat(at("state/identity")).isDirectoryRecursivelyContaining("glob:**/key.json");
    }
  }

  /// What picocli finds of a command is known ahead, for each of them.
  @Test
  void everyCommandSaysWhatItDoes() throws Exception {
    var commands = List.of("enroll", "run", "once", "status", "doctor", "adopt", "config check");
    var asked = new ArrayList<List<String>>();
    for (var each : commands) {
      asked.add(bareCommand((each + " --help").split(" ", -1)));
    }
    asked.add(bareCommand("--version"));
    asked.add(bareCommand("generate-completion"));
    asked.add(bareCommand("help", "status"));

    var told = asked.parallelStream().map(this::told).toList();

    for (var at = 0; at < commands.size(); at++) {
      assertThat(told.get(at)).contains("Usage: keyferry-agent " + commands.get(at), "--help");
    }
    assertThat(told.get(commands.size())).matches("keyferry-agent \\d\\S+\n");
    assertThat(told.get(commands.size() + 1)).contains("complete -F _complete_keyferry-agent");
    assertThat(told.getLast()).contains("Usage: keyferry-agent status");
  }

  private String told(List<String> command) {
    try {
      return end("", command).by(0).out();
    } catch (Exception failed) {
      throw new AssertionError(command.toString(), failed);
    }
  }
}
