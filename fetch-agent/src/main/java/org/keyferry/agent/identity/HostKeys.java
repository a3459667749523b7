package org.keyferry.agent.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.keyferry.protocol.pki.Bytes;

/// The kinds of keys that a host has, made in memory.
final class HostKeys {

  private static final String IDENTITY_CURVE = "secp256r1";
  private static final int SEALING_BITS = 3072;

  private HostKeys() {}

  /// EC P-256, for TLS.
  static KeyPair identityKey(SecureRandom random) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(IDENTITY_CURVE), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has EC P-256", impossible);
    }
  }

  /// RSA-3072, to open sealed keys.
  static KeyPair sealingKey(SecureRandom random) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(SEALING_BITS, random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has RSA", impossible);
    }
  }

  /// The pair of which only the private key was kept.
  static KeyPair pairOf(PrivateKey key) throws GeneralSecurityException {
    return switch (key) {
      case RSAPrivateCrtKey rsa ->
          new KeyPair(
              KeyFactory.getInstance("RSA")
                  .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent())),
              rsa);
      case ECPrivateKey ec -> {
        var point =
            CustomNamedCurves.getByName(IDENTITY_CURVE).getG().multiply(ec.getS()).normalize();
        var w =
            new ECPoint(
                point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger());
        yield new KeyPair(
            KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(w, ec.getParams())),
            ec);
      }
      default -> throw new GeneralSecurityException("neither an EC nor an RSA key");
    };
  }

  /// PKCS#10 (RFC 2986) that proves possession; its subject is a placeholder, the repository
  /// decides.
  ///
  /// @throws java.security.ProviderException if the key is in a token that does not sign
  static Bytes requestFor(KeyPair identityKey) {
    try {
      var request =
          new JcaPKCS10CertificationRequestBuilder(
                  new X500Principal("CN=agent"), identityKey.getPublic())
              .build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(identityKey.getPrivate()));
      return Bytes.of(request.getEncoded());
    } catch (OperatorCreationException unusable) {
      throw new IllegalStateException("a fresh EC key signs", unusable);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
