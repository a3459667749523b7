package org.keyferry.repository.custody;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.keyferry.custody.KeyCustody;
import org.keyferry.custody.KeyRecord;
import org.keyferry.custody.ModuleProfile;
import org.keyferry.custody.Origin;
import org.keyferry.custody.RevocationStatement;
import org.keyferry.custody.TokenIdentities;
import org.keyferry.custody.TokenIdentity;
import org.keyferry.custody.TransportKey;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.testkit.FixtureCa;

/// The repository's own identities without an HSM, for tests of what only asks who issued a
/// certificate. It has no keys of certificates.
public final class SoftwareToken implements KeyCustody, TokenIdentities {

  private final InstantSource clock;
  private final Map<String, TokenIdentity> identities = new HashMap<>();

  private SoftwareToken(InstantSource clock) {
    this.clock = clock;
  }

  /// The identities of a repository whose ceremony was held.
  public static RepositoryIdentities identitiesAt(InstantSource clock) {
    var token = new SoftwareToken(clock);
    var random = new SecureRandom();
    RepositoryIdentities.prepare(token, clock, random);
    return new RepositoryIdentities(token, clock, random);
  }

  @Override
  public Optional<TokenIdentity> find(String label) {
    return Optional.ofNullable(identities.get(label));
  }

  @Override
  public TokenIdentity findOrCreate(String label) {
    return identities.computeIfAbsent(label, this::create);
  }

  @Override
  public void replaceChain(String label, List<X509Certificate> chain) {
    identities.compute(
        label, (_, present) -> new TokenIdentity(label, present.privateKey(), chain));
  }

  @Override
  public TokenIdentities identities() {
    return this;
  }

  @Override
  public KeyRecord generate(KeyType type, CertificateId certificate, Version version) {
    throw new AssertionError("it has no keys of certificates");
  }

  @Override
  public Bytes signRequest(KeyRecord key, SortedSet<Identifier> names) {
    throw new AssertionError("it has no keys of certificates");
  }

  @Override
  public Bytes signRevocation(KeyRecord key, RevocationStatement statement) {
    throw new AssertionError("it has no keys of certificates");
  }

  @Override
  public List<SealedKey> seal(
      KeyRecord key, Thumbprint leafSubjectPublicKey, List<RSAPublicKey> recipients) {
    throw new AssertionError("it has no keys of certificates");
  }

  @Override
  public TransportKey transportKey() {
    throw new AssertionError("it has no keys of certificates");
  }

  @Override
  public KeyRecord receive(
      SealedKey sealed,
      Bytes subjectPublicKeyInfo,
      CertificateId certificate,
      Version version,
      Origin.Imported origin) {
    throw new AssertionError("it has no keys of certificates");
  }

  @Override
  public void verify(KeyRecord key) {
    throw new AssertionError("it has no keys of certificates");
  }

  @Override
  public ModuleProfile profile() {
    throw new AssertionError("it is no module");
  }

  @Override
  public void check() {}

  @Override
  public void close() {}

  private TokenIdentity create(String label) {
    var keys = FixtureCa.keyPair(KeyType.EC_P256);
    return new TokenIdentity(label, keys.getPrivate(), List.of(placeholder(label, keys)));
  }

  private X509Certificate placeholder(String label, KeyPair keys) {
    var name = new X500Name("CN=" + label);
    var now = clock.instant();
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              new JcaX509v3CertificateBuilder(
                      name,
                      BigInteger.ONE,
                      Date.from(now),
                      Date.from(now.plus(Duration.ofDays(1))),
                      name,
                      keys.getPublic())
                  .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (OperatorCreationException | CertificateException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
