package org.keyferry.custody;

import java.io.IOException;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.SortedSet;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.keyferry.custody.ModuleProfile.Templates;
import org.keyferry.custody.ModuleProfile.Unwrapping;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.SoftwareSealer;

/// A module that takes one key for another. Its keys are in memory.
///
/// @param signing the key with which it signs, whatever it was told
/// @param sealing the key that it seals, whatever it was told
record FaultyToken(KeyPair made, KeyPair signing, KeyPair sealing) implements KeyCustody {

  private static final KeyPair RIGHT = FixtureCa.keyPair(KeyType.EC_P256);
  private static final KeyPair WRONG = FixtureCa.keyPair(KeyType.EC_P256);

  static FaultyToken withoutFault() {
    return new FaultyToken(RIGHT, RIGHT, RIGHT);
  }

  static FaultyToken thatSignsWithAnotherKey() {
    return new FaultyToken(RIGHT, WRONG, RIGHT);
  }

  static FaultyToken thatSealsAnotherKey() {
    return new FaultyToken(RIGHT, RIGHT, WRONG);
  }

  @Override
  public KeyRecord generate(KeyType type, CertificateId certificate, Version version) {
    var none = Bytes.of(new byte[0]);
    var publicKey = Bytes.of(made.getPublic().getEncoded());
    return new KeyRecord(
        certificate, version, type, publicKey, none, "none", 0, new Origin.Generated(), none);
  }

  @Override
  public Bytes signRequest(KeyRecord key, SortedSet<Identifier> names) {
    try {
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(signing.getPrivate());
      var request =
          new JcaPKCS10CertificationRequestBuilder(new X500Name(""), made.getPublic())
              .build(signer);
      return Bytes.of(request.getEncoded());
    } catch (IOException | OperatorCreationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public Bytes signRevocation(KeyRecord key, RevocationStatement statement) {
    throw new AssertionError("the self-test revokes nothing");
  }

  @Override
  public List<SealedKey> seal(
      KeyRecord key, Thumbprint leafSubjectPublicKey, List<RSAPublicKey> recipients) {
    var sealer = SoftwareSealer.using(KeyTransport.RSA_OAEP_256);
    return recipients.stream().map(each -> sealer.seal(sealing.getPrivate(), each)).toList();
  }

  @Override
  public TransportKey transportKey() {
    throw new AssertionError("the self-test brings no key");
  }

  @Override
  public KeyRecord receive(
      SealedKey sealed,
      Bytes subjectPublicKeyInfo,
      CertificateId certificate,
      Version version,
      Origin.Imported origin) {
    throw new AssertionError("the self-test brings no key");
  }

  @Override
  public void verify(KeyRecord key) {}

  @Override
  public TokenIdentities identities() {
    throw new AssertionError("it has none");
  }

  @Override
  public ModuleProfile profile() {
    return new ModuleProfile(
        "Faulty 1.0", "Faulty", 0, KeyTransport.RSA_OAEP_256, Unwrapping.PLAIN, Templates.ENFORCED);
  }

  @Override
  public void check() {}

  @Override
  public void close() {}
}
