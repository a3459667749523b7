package org.keyferry.agent.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.keyferry.agent.cycle.AgentDesk;
import org.keyferry.agent.cycle.AgentDesk.Again;
import org.keyferry.agent.cycle.yaml.SettingsFile;
import org.keyferry.protocol.agent.EnrollmentToken;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "enroll",
    description = {
      "Makes this host an agent of the repository, with a token from an officer.",
      "",
      "The keys are made here and stay here. If the answer is lost, run it again with the same token"
          + " within ten minutes."
    },
    footer = {
      "",
      "Examples:",
      "  keyferry-agent enroll --token-file /root/token",
      "  ssh officer@desk keyferry tokens create web1 | keyferry-agent enroll --token-file -",
      "  ssh officer@desk keyferry tokens create web1 --re-enroll"
          + " | keyferry-agent enroll --again --token-file -"
    })
final class EnrollCommand implements Callable<Integer> {

  private static final int LONGEST_TOKEN = 4096;

  @Spec private CommandSpec spec;

  @Mixin private SettingsOption settings;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The repository. Default: `server` of the settings.")
  private @Nullable String server;

  @Option(
      names = "--token-file",
      required = true,
      paramLabel = "FILE|-",
      description = "Where the token is; - reads standard input.")
  private String tokenFile;

  @Option(
      names = "--again",
      description =
          "Enroll although this host is enrolled already. With a token of kind re-enroll it stays the"
              + " agent that it is, with another it becomes a new one; either way it keeps what it has"
              + " installed.")
  private boolean again;

  private final AgentDesk desk;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before call()
  EnrollCommand(AgentDesk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() throws Exception {
    var declared = settings.read();
    var url = server().orElse(declared.server());
    if (!url.equals(declared.server())) {
      throw new ParameterException(
          spec.commandLine(),
          "--server is "
              + url
              + " and `server` in "
              + settings.file()
              + " is "
              + declared.server()
              + ": make them the same");
    }
    try (var token = token()) {
      var identity = desk.enroll(declared, token, again ? Again.ALLOW : Again.REFUSE);
      spec.commandLine()
          .getOut()
          .println(
              "enrolled as "
                  + identity.name()
                  + " ("
                  + identity.agent()
                  + "); the identity is renewed by itself, first after "
                  + identity.renewalDue());
    }
    return ExitCode.OK.code();
  }

  private Optional<URI> server() {
    if (server == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(SettingsFile.server(server));
    } catch (IllegalArgumentException refused) {
      throw new ParameterException(spec.commandLine(), "--server: " + refused.getMessage());
    }
  }

  private EnrollmentToken token() throws IOException {
    try (var in = tokenFile.equals("-") ? System.in : Files.newInputStream(Path.of(tokenFile))) {
      return tokenIn(in);
    } catch (IllegalArgumentException refused) {
      throw new ParameterException(
          spec.commandLine(), "--token-file " + tokenFile + ": " + refused.getMessage());
    }
  }

  private static EnrollmentToken tokenIn(InputStream in) throws IOException {
    var text = in.readNBytes(LONGEST_TOKEN);
    try {
      return EnrollmentToken.parse(new String(text, StandardCharsets.US_ASCII));
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }
}
