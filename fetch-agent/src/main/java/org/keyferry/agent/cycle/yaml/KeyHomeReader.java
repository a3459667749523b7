package org.keyferry.agent.cycle.yaml;

import org.keyferry.agent.identity.KeyHome;
import org.keyferry.protocol.pki.Printable;

/// Reads `identity`: where the host's own private keys live.
final class KeyHomeReader {

  private static final String EXAMPLE_MODULE = "/usr/lib/softhsm/libsofthsm2.so";
  private static final String EXAMPLE_PIN_FILE = "/etc/keyferry/token.pin";

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
                  identity.required("pin-file", EXAMPLE_PIN_FILE, Scalars::absolute));
        };
    identity.requireNothingElse();
    return keys;
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
