package org.keyferry.custody;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.KeyType;

/// Takes a throw-away key the whole way: generate, bind, sign, seal, open as an agent would, and
/// see that the key that came out is the one that went in. No certificate is ever ordered for it,
/// so it may be opened here.
final class SelfTest {

  private static final CertificateId NOBODY = new CertificateId(new UUID(0, 0));
  private static final DnsName NOWHERE = new DnsName("self-test.invalid");
  private static final int RECIPIENT_BITS = 3072;

  private final KeyPair recipient;

  private SelfTest(KeyPair recipient) {
    this.recipient = recipient;
  }

  static SelfTest withFreshRecipient() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(RECIPIENT_BITS);
      return new SelfTest(generator.generateKeyPair());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has RSA", impossible);
    }
  }

  RSAPublicKey recipient() {
    return (RSAPublicKey) recipient.getPublic();
  }

  /// @throws CustodyFailure naming what does not work
  void run(KeyCustody custody) {
    var key = custody.generate(KeyType.EC_P256, NOBODY, Version.first());
    var request = custody.signRequest(key, new TreeSet<>(List.of(NOWHERE)));
    var sealed = custody.seal(key, key.subjectPublicKey(), List.of(recipient())).getFirst();
    try {
      require(custody, isSignedBy(key, request), "what it signs does not verify");
      require(custody, opensTo(key, sealed), "what it seals does not open to the same key");
    } catch (GeneralSecurityException
        | IOException
        | OperatorCreationException
        | PKCSException failure) {
      throw new CustodyFailure.TokenUnavailable("The token's answers cannot be used", failure);
    }
  }

  private static boolean isSignedBy(KeyRecord key, Bytes request)
      throws IOException, OperatorCreationException, PKCSException {
    var publicKey = SubjectPublicKeys.parse(key.subjectPublicKeyInfo(), key.type());
    return new PKCS10CertificationRequest(request.toArray())
        .isSignatureValid(new JcaContentVerifierProviderBuilder().build(publicKey));
  }

  private boolean opensTo(KeyRecord key, SealedKey sealed) throws GeneralSecurityException {
    var challenge = key.binding().toArray();
    var signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(open(sealed));
    signer.update(challenge);
    var signature = signer.sign();
    var verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(SubjectPublicKeys.parse(key.subjectPublicKeyInfo(), key.type()));
    verifier.update(challenge);
    return verifier.verify(signature);
  }

  private PrivateKey open(SealedKey sealed) throws GeneralSecurityException {
    var hash = sealed.transport().hash();
    var oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
    oaep.init(
        Cipher.DECRYPT_MODE,
        recipient.getPrivate(),
        new OAEPParameterSpec(
            hash, "MGF1", new MGF1ParameterSpec(hash), PSource.PSpecified.DEFAULT));
    var transportKey = oaep.doFinal(sealed.encryptedKey().toArray());
    var kwp = Cipher.getInstance("AES/KWP/NoPadding");
    kwp.init(Cipher.DECRYPT_MODE, new SecretKeySpec(transportKey, "AES"));
    var padded = kwp.doFinal(sealed.ciphertext().toArray());
    var length = 2 + (padded[1] & 0xFF); // an EC key's outer SEQUENCE has a short length
    if ((padded[1] & 0x80) != 0) {
      length = 3 + (padded[2] & 0xFF);
    }
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Arrays.copyOf(padded, length)));
  }

  private static void require(KeyCustody custody, boolean holds, String fault) {
    if (!holds) {
      throw new CustodyFailure.ModuleUnfit(custody.profile().library(), fault);
    }
  }
}
