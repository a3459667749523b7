package org.keyferry.agent.cycle.yaml;

import java.time.Duration;
import org.keyferry.agent.identity.KeyHome;
import org.keyferry.protocol.pki.Printable;

/// Reads `identity`: where the host's own private keys live.
final class KeyHomeReader {

  private static final String EXAMPLE_MODULE = "/usr/lib/softhsm/libsofthsm2.so";
  private static final String EXAMPLE_PIN_FILE = "/etc/keyferry/token.pin";

  private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(60);

  private KeyHomeReader() {}

  static KeyHome keysOf(YamlMapping root) throws YamlFault {
    var mapping = root.mapping("identity");
    if (mapping.isEmpty()) {
      return new KeyHome.InFiles();
    }
    var identity = mapping.get();
    var keys =
        switch (identity.required("keys", "files", KeyHomeReader::kind)) {
          case FILES -> new KeyHome.InFiles();
          case PKCS11 ->
              new KeyHome.InToken(
                  identity.required("module", EXAMPLE_MODULE, Scalars::absolute),
                  identity.required("token-label", "web1", KeyHomeReader::label),
                  identity.required("pin-file", EXAMPLE_PIN_FILE, Scalars::absolute),
                  timeoutOf(identity));
        };
    identity.requireNothingElse();
    return keys;
  }

  private static Duration timeoutOf(YamlMapping identity) throws YamlFault {
    var timeout =
        identity.optional("timeout", Scalars::duration).orElse(KeyHome.InToken.USUAL_TIMEOUT);
    if (timeout.compareTo(SHORTEST_TIMEOUT) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw identity.fault(
          "timeout", "is not 1s to 60s: a token answers in that time; write for example `8s`");
    }
    return timeout;
  }

  private static Kind kind(String text) {
    return switch (text) {
      case "files" -> Kind.FILES;
      case "pkcs11" -> Kind.PKCS11;
      default ->
          throw new IllegalArgumentException(
              "'" + Printable.of(text) + "' is no place for keys; there are files and pkcs11");
    };
  }

  /// CK_TOKEN_INFO has 32 octets for it.
  private static String label(String text) {
    if (text.isBlank() || text.length() > 32) {
      throw new IllegalArgumentException("a token's label has 1 to 32 characters");
    }
    return text;
  }

  private enum Kind {
    FILES,
    PKCS11
  }
}
