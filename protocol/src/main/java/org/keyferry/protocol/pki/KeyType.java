package org.keyferry.protocol.pki;

import java.util.Arrays;
import java.util.Locale;

/// The key pairs that a policy may ask for. EC P-256 is the default: an RSA key costs a soft token
/// about a thousand times as much.
public enum KeyType {
  EC_P256("EC", 256),
  EC_P384("EC", 384),
  RSA_2048("RSA", 2048),
  RSA_3072("RSA", 3072),
  RSA_4096("RSA", 4096);

  private final String algorithm;
  private final int bits;

  KeyType(String algorithm, int bits) {
    this.algorithm = algorithm;
    this.bits = bits;
  }

  /// The name that a `KeyFactory` knows: `EC` or `RSA`.
  public String algorithm() {
    return algorithm;
  }

  /// Size of the field (EC) or of the modulus (RSA), in bits.
  public int bits() {
    return bits;
  }

  /// Accepts what a person types: `ec-p256`, `EC_P256`, `rsa-2048`.
  ///
  /// @throws IllegalArgumentException naming the types there are
  public static KeyType parse(String text) {
    var name = text.strip().toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(values())
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "key type " + Printable.of(text) + " is none of " + Arrays.toString(values())));
  }

  /// As people and JSON write it: `ec-p256`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
