package org.keyferry.agent.identity;

import java.io.IOException;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.jspecify.annotations.Nullable;

/// Lets JCA, and so TLS, sign with a [TokenPrivateKey]; with nothing else.
final class TokenProvider extends Provider {

  private static final long serialVersionUID = 1;
  private static final String NAME = "KeyferryToken";
  private static final String ALGORITHM = "SHA256withECDSA";

  private TokenProvider() {
    super(NAME, "1", "signs with keys that are in a token");
    putService(new Signing(this));
  }

  /// Last among the providers of this JVM: all others are asked first.
  static synchronized void install() {
    if (Security.getProvider(NAME) == null) {
      Security.addProvider(new TokenProvider());
    }
  }

  private static final class Signing extends Service {

    Signing(Provider provider) {
      super(
          provider,
          "Signature",
          ALGORITHM,
          TokenSignature.class.getName(),
          List.of(),
          Map.of("SupportedKeyClasses", TokenPrivateKey.class.getName()));
    }

    @Override
    public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
      return new TokenSignature();
    }

    @Override
    public boolean supportsParameter(@Nullable Object parameter) {
      return parameter instanceof TokenPrivateKey;
    }
  }

  /// ECDSA over SHA-256, encoded as Ecdsa-Sig-Value (RFC 3279 §2.2.3).
  private static final class TokenSignature extends SignatureSpi {

    private final MessageDigest digest;
    private @Nullable TokenPrivateKey key;

    TokenSignature() throws NoSuchAlgorithmException {
      digest = MessageDigest.getInstance("SHA-256");
    }

    @Override
    protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
      if (!(privateKey instanceof TokenPrivateKey tokenKey)) {
        throw new InvalidKeyException("not a key in a token");
      }
      key = tokenKey;
      digest.reset();
    }

    @Override
    protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
      throw new InvalidKeyException("signatures are verified elsewhere");
    }

    @Override
    protected void engineUpdate(byte octet) {
      digest.update(octet);
    }

    @Override
    protected void engineUpdate(byte[] octets, int offset, int length) {
      digest.update(octets, offset, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
      if (key == null) {
        throw new SignatureException("not initialized");
      }
      var raw = key.sign(digest.digest());
      var half = raw.length / 2;
      var value =
          new DERSequence(
              new ASN1Encodable[] {
                new ASN1Integer(new BigInteger(1, Arrays.copyOf(raw, half))),
                new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(raw, half, raw.length)))
              });
      try {
        return value.getEncoded(ASN1Encoding.DER);
      } catch (IOException impossible) {
        throw new SignatureException(impossible);
      }
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
      throw new SignatureException("signatures are verified elsewhere");
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String parameter, Object value) {
      throw new InvalidParameterException("there are none");
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String parameter) {
      throw new InvalidParameterException("there are none");
    }
  }
}
