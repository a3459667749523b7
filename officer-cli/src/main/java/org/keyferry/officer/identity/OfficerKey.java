package org.keyferry.officer.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.keyferry.protocol.pki.DisplayName;

/// The officer's key: EC P-256, in a file for its owner only.
final class OfficerKey {

  private static final String ALGORITHM = "EC";
  private static final String CURVE = "secp256r1";
  private static final String SIGNATURE = "SHA256withECDSA";

  private OfficerKey() {}

  static KeyPair generate(SecureRandom random) {
    try {
      var generator = KeyPairGenerator.getInstance(ALGORITHM);
      generator.initialize(new ECGenParameterSpec(CURVE), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has P-256", impossible);
    }
  }

  static void write(PrivateKey key, Path file) throws IOException {
    var der = key.getEncoded();
    var pem = Pem.PRIVATE_KEY.encode(der);
    try {
      PrivateFiles.write(file, pem);
    } finally {
      Arrays.fill(der, (byte) 0);
      Arrays.fill(pem, (byte) 0);
    }
  }

  /// @throws IdentityRefused if others can read the file, or it holds no such key
  static PrivateKey read(Path file) throws IOException {
    PrivateFiles.requirePrivate(file);
    var pem = Files.readAllBytes(file);
    byte[] der = {};
    try {
      der = Pem.PRIVATE_KEY.decode(pem);
      return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException | IllegalArgumentException malformed) {
      throw new IdentityRefused(
          "The key " + file + " is not an EC key in PEM: ask for a new identity.", malformed);
    } finally {
      Arrays.fill(pem, (byte) 0);
      Arrays.fill(der, (byte) 0);
    }
  }

  /// A certification request (RFC 2986) whose subject is the officer's name.
  static byte[] request(KeyPair pair, DisplayName officer) throws IOException {
    try {
      var signer = new JcaContentSignerBuilder(SIGNATURE).build(pair.getPrivate());
      return new JcaPKCS10CertificationRequestBuilder(subject(officer), pair.getPublic())
          .build(signer)
          .getEncoded();
    } catch (OperatorCreationException impossible) {
      throw new IllegalStateException("every JDK signs with P-256", impossible);
    }
  }

  static X500Principal subject(DisplayName officer) {
    return new X500Principal("CN=" + officer);
  }

  /// Whether the certificate is for this key: what one signs, the other verifies.
  static boolean belongsTo(X509Certificate certificate, PrivateKey key) {
    try {
      var content = certificate.getTBSCertificate();
      var signing = Signature.getInstance(SIGNATURE);
      signing.initSign(key);
      signing.update(content);
      var verifying = Signature.getInstance(SIGNATURE);
      verifying.initVerify(certificate.getPublicKey());
      verifying.update(content);
      return verifying.verify(signing.sign());
    } catch (GeneralSecurityException otherAlgorithm) {
      return false;
    }
  }
}
