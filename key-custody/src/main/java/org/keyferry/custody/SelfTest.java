package org.keyferry.custody;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.RejectedStatement;
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.bundle.SealedKeyOpener;
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
  private static final String RECIPIENT = "self-test-recipient.base64";

  private final RSAPrivateCrtKey recipient;

  private SelfTest(RSAPrivateCrtKey recipient) {
    this.recipient = recipient;
  }

  /// The recipient's private key is in our jar, for everybody to see: what is sealed to it is
  /// thrown away, and making an RSA key at each start takes seconds.
  static SelfTest withPublishedRecipient() {
    try (var resource = SelfTest.class.getResourceAsStream(RECIPIENT)) {
      if (resource == null) {
        throw new IllegalStateException(RECIPIENT + " is not in the jar");
      }
      var pkcs8 = Base64.getMimeDecoder().decode(resource.readAllBytes());
      var key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      return new SelfTest((RSAPrivateCrtKey) key);
    } catch (IOException | GeneralSecurityException impossible) {
      throw new IllegalStateException(RECIPIENT + " is not the key that we put there", impossible);
    }
  }

  RSAPublicKey recipient() {
    try {
      return (RSAPublicKey)
          KeyFactory.getInstance("RSA")
              .generatePublic(
                  new RSAPublicKeySpec(recipient.getModulus(), recipient.getPublicExponent()));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has RSA", impossible);
    }
  }

  /// @throws CustodyFailure naming what does not work
  void run(KeyCustody custody) {
    var key = custody.generate(KeyType.EC_P256, NOBODY, Version.first());
    var request = custody.signRequest(key, new TreeSet<>(List.of(NOWHERE)));
    var sealed = custody.seal(key, key.subjectPublicKey(), List.of(recipient())).getFirst();
    try {
      if (!isSignedBy(key, request)) {
        throw unfit(custody, "what it signs does not verify");
      }
      if (!opensTo(key, sealed)) {
        throw unfit(custody, "what it seals does not open to the same key");
      }
    } catch (IOException | OperatorCreationException | PKCSException failure) {
      throw new CustodyFailure.TokenUnavailable("The token's answers cannot be used", failure);
    }
  }

  private static boolean isSignedBy(KeyRecord key, Bytes request)
      throws IOException, OperatorCreationException, PKCSException {
    var publicKey = SubjectPublicKeys.parse(key.subjectPublicKeyInfo(), key.type());
    return new PKCS10CertificationRequest(request.toArray())
        .isSignatureValid(new JcaContentVerifierProviderBuilder().build(publicKey));
  }

  /// The opener compares the key that it finds with the public key.
  private boolean opensTo(KeyRecord key, SealedKey sealed) {
    var expected = SubjectPublicKeys.parse(key.subjectPublicKeyInfo(), key.type());
    try (var opened = new SealedKeyOpener(recipient).open(sealed, expected)) {
      return opened.length() > 0;
    } catch (RejectedStatement refused) {
      return false;
    }
  }

  private static CustodyFailure unfit(KeyCustody custody, String lack) {
    return new CustodyFailure.ModuleUnfit(custody.profile().library(), lack);
  }
}
