package org.keyferry.agent.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import org.keyferry.agent.disk.Folder;
import org.keyferry.agent.disk.PrivateKeyPem;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.CertificateChain;

/// Reads key and leaf of a version back from the disk, as a server will, and checks that they
/// belong together. A server's own check is not enough: Apache says "Syntax OK" and then dies.
final class Pair {

  private static final byte[] ANY_MESSAGE = "a pair".getBytes(StandardCharsets.US_ASCII);

  private Pair() {}

  /// @param renderings whose key stores must hold the pair too
  /// @return the leaf
  /// @throws IOException if a file is missing or not what it should be, or if they do not match
  static X509Certificate require(Folder folder, Version version, List<Rendering> renderings)
      throws IOException {
    var chain = chainIn(folder);
    var key = keyIn(folder, chain.leaf());
    for (var rendering : renderings) {
      var name = rendering.name().of(version);
      var content = read(folder, name);
      if (rendering instanceof Rendering.KeyStoreFile store
          && !KeyStoreForm.holds(content, store, key, chain)) {
        throw new FileSystemException(
            folder.resolve(name).toString(),
            null,
            "cannot be opened with the password in "
                + store.passwordFile()
                + ", or holds another pair");
      }
    }
    return chain.leaf();
  }

  static X509Certificate leafIn(Folder version) throws IOException {
    return chainIn(version).leaf();
  }

  private static PrivateKey keyIn(Folder version, X509Certificate leaf) throws IOException {
    try {
      var key = PrivateKeyPem.decode(read(version, VersionFiles.KEY), algorithmOf(leaf));
      if (!belongTogether(key, leaf.getPublicKey())) {
        throw new GeneralSecurityException("key and certificate do not belong together");
      }
      return key;
    } catch (GeneralSecurityException unusable) {
      throw new FileSystemException(version.path().toString(), null, unusable.getMessage());
    }
  }

  private static CertificateChain chainIn(Folder version) throws IOException {
    var pem = new String(read(version, VersionFiles.FULL_CHAIN), StandardCharsets.US_ASCII);
    try {
      return CertificateChain.ofPem(pem);
    } catch (IllegalArgumentException malformed) {
      throw new FileSystemException(
          version.resolve(VersionFiles.FULL_CHAIN).toString(), null, malformed.getMessage());
    }
  }

  private static boolean belongTogether(PrivateKey key, PublicKey leafKey)
      throws GeneralSecurityException {
    var algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    var signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(ANY_MESSAGE);
    var signed = signature.sign();
    signature.initVerify(leafKey);
    signature.update(ANY_MESSAGE);
    return signature.verify(signed);
  }

  private static String algorithmOf(X509Certificate leaf) {
    return leaf.getPublicKey().getAlgorithm();
  }

  private static byte[] read(Folder version, String name) throws IOException {
    return version
        .read(name)
        .orElseThrow(
            () -> new FileSystemException(version.resolve(name).toString(), null, "is missing"));
  }
}
