package org.keyferry.agent.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import org.keyferry.agent.disk.Folder;
import org.keyferry.agent.disk.PrivateKeyPem;
import org.keyferry.protocol.pki.CertificateChain;

/// Reads key and leaf of a version back from the disk, as a server will, and checks that they
/// belong together. A server's own check is not enough: Apache says "Syntax OK" and then dies.
final class Pair {

  private static final byte[] ANY_MESSAGE = "a pair".getBytes(StandardCharsets.US_ASCII);

  private Pair() {}

  /// @return the leaf
  /// @throws IOException if a file is missing or not what it should be, or if they do not match
  static X509Certificate require(Folder version) throws IOException {
    var leaf = leafIn(version);
    try {
      var key = PrivateKeyPem.decode(read(version, VersionFiles.KEY), algorithmOf(leaf));
      if (!belongTogether(key, leaf.getPublicKey())) {
        throw new GeneralSecurityException("key and certificate do not belong together");
      }
    } catch (GeneralSecurityException unusable) {
      throw new FileSystemException(version.path().toString(), null, unusable.getMessage());
    }
    return leaf;
  }

  static X509Certificate leafIn(Folder version) throws IOException {
    var pem = new String(read(version, VersionFiles.FULL_CHAIN), StandardCharsets.US_ASCII);
    try {
      return CertificateChain.ofPem(pem).leaf();
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
