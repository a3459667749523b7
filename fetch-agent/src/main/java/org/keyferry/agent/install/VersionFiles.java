package org.keyferry.agent.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.protocol.bundle.PrivateKeyInfo;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.CertificateChain;

/// The content of the files of a version. Holds the key in clear: close it when it is written.
final class VersionFiles implements AutoCloseable {

  static final String KEY = "key.pem";
  static final String CHAIN = "chain.pem";
  static final String FULL_CHAIN = "fullchain.pem";

  private final Version version;
  private final CertificateChain chain;
  private final byte[] der;
  private final byte[] pem;
  private final PrivateKey privateKey;
  private final List<VersionFile> files = new ArrayList<>();

  /// @param key PKCS#8 (DER)
  /// @throws IOException if it is no key of the leaf's kind, or a password cannot be read
  VersionFiles(Placement placement, Version version, SecretBytes key, CertificateChain chain)
      throws IOException {
    this.version = version;
    this.chain = chain;
    this.der = key.lendTo(byte[]::clone);
    try (var text = PrivateKeyInfo.toPem(key)) {
      this.pem = text.lendTo(byte[]::clone);
    }
    this.privateKey = privateKeyOf(der, chain);
    var ownership = placement.ownership();
    files.add(plain(new FileName(KEY), pem.clone(), ownership));
    files.add(plain(new FileName(CHAIN), ascii(issuersOf(chain)), ownership));
    files.add(plain(new FileName(FULL_CHAIN), ascii(chain.toPem()), ownership));
    for (var rendering : placement.renderings()) {
      files.add(fileOf(rendering));
    }
  }

  List<VersionFile> all() {
    return files;
  }

  @Override
  public void close() {
    Arrays.fill(der, (byte) 0);
    Arrays.fill(pem, (byte) 0);
    files.forEach(each -> Arrays.fill(each.content(), (byte) 0));
  }

  private VersionFile fileOf(Rendering rendering) throws IOException {
    var name = rendering.name();
    return switch (rendering) {
      case Rendering.Pem(_, var content, var ownership) -> plain(name, pemOf(content), ownership);
      case Rendering.Der(_, var content, var ownership) -> plain(name, derOf(content), ownership);
      case Rendering.KeyStoreFile store ->
          new VersionFile(
              name,
              version,
              KeyStoreForm.write(store, privateKey, chain),
              store.ownership(),
              present -> KeyStoreForm.holds(present, store, privateKey, chain));
    };
  }

  private byte[] pemOf(Rendering.Content content) {
    return switch (content) {
      case KEY -> pem.clone();
      case CERTIFICATE -> ascii(new CertificateChain(List.of(chain.leaf())).toPem());
      case CHAIN -> ascii(issuersOf(chain));
      case FULLCHAIN -> ascii(chain.toPem());
      case PAIR -> {
        var certificates = ascii(chain.toPem());
        var pair = Arrays.copyOf(pem, pem.length + certificates.length);
        System.arraycopy(certificates, 0, pair, pem.length, certificates.length);
        yield pair;
      }
    };
  }

  private byte[] derOf(Rendering.Content content) {
    return switch (content) {
      case KEY -> der.clone();
      case CERTIFICATE -> encoded(chain);
      case CHAIN, FULLCHAIN, PAIR -> throw new IllegalStateException("DER holds one object");
    };
  }

  private VersionFile plain(FileName name, byte[] content, Ownership ownership) {
    return new VersionFile(
        name, version, content, ownership, present -> Arrays.equals(present, content));
  }

  private static byte[] encoded(CertificateChain chain) {
    try {
      return chain.leaf().getEncoded();
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException("it was decoded a moment ago", impossible);
    }
  }

  private static PrivateKey privateKeyOf(byte[] pkcs8, CertificateChain chain) throws IOException {
    try {
      return KeyFactory.getInstance(chain.leaf().getPublicKey().getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException unusable) {
      throw new IOException("key and certificate do not belong together", unusable);
    }
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
