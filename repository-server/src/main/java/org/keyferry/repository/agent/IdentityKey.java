package org.keyferry.repository.agent;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.Thumbprint;

/// A key (EC P-256) that somebody has shown to possess, and wants an identity for.
public record IdentityKey(ECPublicKey key) {

  private static final int LARGEST_REQUEST = 8 * 1024;

  /// @param request PKCS#10 (RFC 2986), DER. Subject, attributes and extensions are ignored
  /// @throws IllegalArgumentException if it is none, its signature does not verify, or the key is
  ///   another than EC P-256
  public static IdentityKey provenBy(Bytes request) {
    if (request.length() > LARGEST_REQUEST) {
      throw new IllegalArgumentException("a certification request has at most 8 KiB");
    }
    try {
      var parsed = new JcaPKCS10CertificationRequest(request.toArray());
      if (!(parsed.getPublicKey() instanceof ECPublicKey key) || !isOnP256(key)) {
        throw new IllegalArgumentException("the identity key is not EC P-256");
      }
      if (!parsed.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        throw new IllegalArgumentException("the certification request is not signed by its key");
      }
      return new IdentityKey(key);
    } catch (IOException
        | GeneralSecurityException
        | OperatorCreationException
        | PKCSException malformed) {
      throw new IllegalArgumentException("not a certification request (PKCS#10, DER)", malformed);
    }
  }

  /// Thumbprint of the SubjectPublicKeyInfo (DER).
  public Thumbprint thumbprint() {
    return Thumbprint.of(key.getEncoded());
  }

  private static boolean isOnP256(ECPublicKey key) throws GeneralSecurityException {
    var p256 = p256();
    var curve = key.getParams();
    return curve.getCurve().equals(p256.getCurve())
        && curve.getGenerator().equals(p256.getGenerator())
        && curve.getOrder().equals(p256.getOrder())
        && curve.getCofactor() == 1
        && isOn(p256, key);
  }

  /// y² = x³ + ax + b; nobody has checked that before.
  private static boolean isOn(ECParameterSpec parameters, ECPublicKey key) {
    var curve = parameters.getCurve();
    var p = ((ECFieldFp) curve.getField()).getP();
    var x = key.getW().getAffineX();
    var y = key.getW().getAffineY();
    if (x.signum() < 0 || y.signum() < 0 || x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
      return false;
    }
    var right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB()).mod(p);
    return y.pow(2).mod(p).equals(right);
  }

  private static ECParameterSpec p256() throws GeneralSecurityException {
    var parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    return parameters.getParameterSpec(ECParameterSpec.class);
  }
}
