package org.keyferry.custody;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Opens a token in a process of its own, and says how it failed.
final class OpensToken {

  private OpensToken() {}

  /// @param arguments module, label, PIN file
  public static void main(String[] arguments) {
    var settings =
        new TokenSettings(
            Path.of(arguments[0]), arguments[1], Path.of(arguments[2]), Optional.empty());
    try (var custody = Pkcs11KeyCustody.open(settings)) {
      System.out.println("opened " + custody.profile());
    } catch (CustodyFailure failure) {
      System.out.println(failure.getClass().getSimpleName() + " " + failure.getMessage());
    }
  }

  static String inAProcessWith(Map<String, String> environment, TokenSettings settings)
      throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var builder =
        new ProcessBuilder(
            List.of(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OpensToken.class.getName(),
                settings.module().toString(),
                settings.tokenLabel(),
                settings.pinFile().toString()));
    builder.environment().putAll(environment);
    var process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.strip();
  }
}
