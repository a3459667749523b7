package org.keyferry.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

  private static final List<String> COMMANDS =
      List.of("enroll", "run", "once", "status", "doctor", "adopt", "config_check");

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
      assertThat(at("state/identity")).isDirectoryRecursivelyContaining("glob:**/key.json");
    }
  }

  /// What picocli finds of a command is known ahead; the completion goes through all of them.
  @Test
  void theCommandsSayWhatTheyDo() throws Exception {
    assertThat(told("--version")).matches("keyferry-agent \\d\\S+\n");
    assertThat(told("adopt", "--help")).contains("Usage: keyferry-agent adopt", "--undo");
    assertThat(told("help", "doctor")).contains("Usage: keyferry-agent doctor", "--output");
    var completion = told("generate-completion");
    for (var each : COMMANDS) {
      assertThat(completion).contains("function _picocli_keyferry-agent_" + each + "() {");
    }
  }

  private String told(String... arguments) throws Exception {
    return end("", bareCommand(arguments)).by(0).out();
  }
}
