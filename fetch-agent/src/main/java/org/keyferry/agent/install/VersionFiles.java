package org.keyferry.agent.install;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.keyferry.protocol.bundle.PrivateKeyInfo;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.pki.CertificateChain;

/// The content of the files of a version. Holds the key in clear: close it when it is written.
final class VersionFiles implements AutoCloseable {

  static final String KEY = "key.pem";
  static final String CHAIN = "chain.pem";
  static final String FULL_CHAIN = "fullchain.pem";

  private final Map<String, byte[]> files = new LinkedHashMap<>();

  /// @param key PKCS#8 (DER)
  VersionFiles(SecretBytes key, CertificateChain chain) {
    try (var pem = PrivateKeyInfo.toPem(key)) {
      files.put(KEY, pem.lendTo(byte[]::clone));
    }
    files.put(CHAIN, ascii(issuersOf(chain)));
    files.put(FULL_CHAIN, ascii(chain.toPem()));
  }

  Map<String, byte[]> byName() {
    return files;
  }

  @Override
  public void close() {
    files.values().forEach(each -> Arrays.fill(each, (byte) 0));
  }

  /// Without the leaf; empty if the CA sent the leaf alone.
  private static String issuersOf(CertificateChain chain) {
    var issuers = chain.certificates().subList(1, chain.certificates().size());
    return issuers.isEmpty() ? "" : new CertificateChain(List.copyOf(issuers)).toPem();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
