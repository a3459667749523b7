package org.keyferry.agent.cycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.keyferry.protocol.pki.CertificateChain;

/// What a server that starts now reads: the key and the leaf that its switch file holds or names.
record PairInForce(PrivateKey key, X509Certificate leaf) {

  private static final Pattern PATH = Pattern.compile("\"(/[^\"]+/(?:fullchain|key)\\.pem)\"");
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----(.*?)-----END PRIVATE KEY-----", Pattern.DOTALL);

  /// @return empty if there is no switch file
  static Optional<PairInForce> in(Path host) throws IOException, GeneralSecurityException {
    var file = InstalledServer.switchFile(host);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    var text = new StringBuilder(Files.readString(file));
    for (var named : PATH.matcher(text.toString()).results().toList()) {
      text.append(Files.readString(Path.of(named.group(1))));
    }
    return Optional.of(new PairInForce(keyIn(text.toString()), leafIn(text.toString())));
  }

  /// Whether the key signs what the leaf verifies.
  boolean matches() throws GeneralSecurityException {
    var message = leaf.getTBSCertificate();
    var signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(message);
    var signed = signature.sign();
    signature.initVerify(leaf.getPublicKey());
    signature.update(message);
    return signature.verify(signed);
  }

  private static PrivateKey keyIn(String text) throws GeneralSecurityException {
    var base64 = KEY.matcher(text).results().findFirst().orElseThrow().group(1);
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
  }

  private static X509Certificate leafIn(String text) {
    var begin = "-----BEGIN CERTIFICATE-----";
    var end = "-----END CERTIFICATE-----";
    return CertificateChain.ofPem(
            text.substring(text.indexOf(begin), text.indexOf(end) + end.length()) + "\n")
        .leaf();
  }
}
