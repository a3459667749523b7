package org.keyferry.testkit;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.util.BigIntegers;
import org.keyferry.protocol.bundle.StatementSigner;
import org.keyferry.protocol.bundle.TrustedRepository;

/// Deterministic ECDSA (RFC 6979), so that the vectors can be made anew without a change.
record DeterministicSigner(KeyPair key) implements StatementSigner {

  @Override
  public String keyId() {
    return TrustedRepository.keyIdOf(key.getPublic());
  }

  @Override
  public byte[] sign(byte[] signingInput) {
    var curve = SECNamedCurves.getByName("secp256r1");
    var domain = new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
    var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    var scalar = ((ECPrivateKey) key.getPrivate()).getS();
    signer.init(true, new ECPrivateKeyParameters(scalar, domain));
    return concatenated(signer.generateSignature(sha256(signingInput)));
  }

  static byte[] concatenated(BigInteger... scalars) {
    var octets = new byte[32 * scalars.length];
    for (var i = 0; i < scalars.length; i++) {
      System.arraycopy(BigIntegers.asUnsignedByteArray(32, scalars[i]), 0, octets, 32 * i, 32);
    }
    return octets;
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
