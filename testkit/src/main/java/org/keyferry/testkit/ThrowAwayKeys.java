package org.keyferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.KeyType;

/// The keys of the test vectors. They stand in the open, in a file that says so.
public final class ThrowAwayKeys {

  static final String FILE = "THROW-AWAY-KEYS.txt";

  private static final String TITLE =
      """
      # THROW-AWAY TEST KEYS. They protect nothing, and everybody has them.
      # The vectors beside this file were made with them and name them; see README.md.
      """;

  private final SortedMap<String, String> lines;

  private ThrowAwayKeys(SortedMap<String, String> lines) {
    this.lines = lines;
  }

  static ThrowAwayKeys in(Path directory) {
    try (var text = Files.lines(directory.resolve(FILE))) {
      var lines = new TreeMap<String, String>();
      text.filter(line -> !line.startsWith("#"))
          .map(line -> line.split(": ", 2))
          .forEach(parts -> lines.put(parts[0], parts[1]));
      return new ThrowAwayKeys(lines);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// New keys, and chains that are valid from `now` on.
  static ThrowAwayKeys generated(Instant now) {
    var made = new ThrowAwayKeys(new TreeMap<>());
    var ca = FixtureCa.at(now);
    for (var type : KeyType.values()) {
      var leaf = FixtureCa.keyPair(type);
      made.put("leaf-" + type, leaf);
      made.put("leaf-" + type, ca.issue(leaf.getPublic(), "www.example.test"));
    }
    made.put("other-leaf-ec-p256", FixtureCa.keyPair(KeyType.EC_P256));
    made.put("other-leaf-rsa-2048", FixtureCa.keyPair(KeyType.RSA_2048));
    made.put("sealing-1", FixtureCa.keyPair(KeyType.RSA_3072));
    made.put("sealing-2", FixtureCa.keyPair(KeyType.RSA_3072));
    made.put("signer-1", FixtureCa.keyPair(KeyType.EC_P256));
    made.put("signer-2", FixtureCa.keyPair(KeyType.EC_P256));
    made.put("stranger", FixtureCa.keyPair(KeyType.EC_P256));
    return made;
  }

  /// @param name as the vectors have it, such as `signer-1`
  public KeyPair pair(String name) {
    return new KeyPair(publicKey(name), privateKey(name));
  }

  public CertificateChain chain(String name) {
    return CertificateChain.ofDer(
        Arrays.stream(line(name + " chain").split(" ")).map(Bytes::ofBase64Url).toList());
  }

  /// As it stands in [#FILE].
  @Override
  public String toString() {
    var text = new StringBuilder(TITLE);
    lines.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    return text.toString();
  }

  private PublicKey publicKey(String name) {
    try {
      var encoded = Bytes.ofBase64Url(line(name + " public")).toArray();
      return KeyFactory.getInstance(algorithm(name))
          .generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException malformed) {
      throw new IllegalStateException(FILE + ": " + name, malformed);
    }
  }

  private PrivateKey privateKey(String name) {
    try {
      var encoded = Bytes.ofBase64Url(line(name + " private")).toArray();
      return KeyFactory.getInstance(algorithm(name))
          .generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException malformed) {
      throw new IllegalStateException(FILE + ": " + name, malformed);
    }
  }

  private String algorithm(String name) {
    return line(name + " algorithm");
  }

  private String line(String name) {
    var value = lines.get(name);
    if (value == null) {
      throw new IllegalStateException(FILE + " has no " + name);
    }
    return value;
  }

  private void put(String name, KeyPair pair) {
    lines.put(name + " algorithm", pair.getPublic().getAlgorithm());
    lines.put(name + " private", Bytes.of(pair.getPrivate().getEncoded()).toBase64Url());
    lines.put(name + " public", Bytes.of(pair.getPublic().getEncoded()).toBase64Url());
  }

  private void put(String name, CertificateChain chain) {
    lines.put(
        name + " chain", String.join(" ", chain.der().stream().map(Bytes::toBase64Url).toList()));
  }
}
