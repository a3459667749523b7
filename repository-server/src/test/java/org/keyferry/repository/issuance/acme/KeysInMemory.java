package org.keyferry.repository.issuance.acme;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jose4j.base64url.Base64Url;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
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

/// An HSM that has account keys alone, and shows their encodings to nobody who compares them.
final class KeysInMemory implements KeyCustody, TokenIdentities {

  final Map<String, TokenIdentity> identities = new ConcurrentHashMap<>();

  /// Of each certificate.
  final KeyPair leaf = FixtureCa.keyPair(KeyType.EC_P256);

  private final FixtureCa placeholders;

  KeysInMemory(FixtureCa placeholders) {
    this.placeholders = placeholders;
  }

  @Override
  public TokenIdentities identities() {
    return this;
  }

  @Override
  public Optional<TokenIdentity> find(String label) {
    return Optional.ofNullable(identities.get(label));
  }

  @Override
  public TokenIdentity findOrCreate(String label) {
    return identities.computeIfAbsent(label, this::create);
  }

  private TokenIdentity create(String label) {
    KeyPair keys = FixtureCa.keyPair(KeyType.EC_P256);
    return new TokenIdentity(
        label,
        keys.getPrivate(),
        placeholders.issue(keys.getPublic(), "placeholder").certificates());
  }

  @Override
  public void replaceChain(String label, List<X509Certificate> chain) {
    throw new AssertionError("an account has no need of that");
  }

  @Override
  public KeyRecord generate(KeyType type, CertificateId certificate, Version version) {
    throw new AssertionError("an account has no need of that");
  }

  @Override
  public Bytes signRequest(KeyRecord key, SortedSet<Identifier> names) {
    throw new AssertionError("an account has no need of that");
  }

  @Override
  public Bytes signRevocation(KeyRecord key, RevocationStatement statement) {
    var jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    jws.getHeaders()
        .setJwkHeaderValue("jwk", new EllipticCurveJsonWebKey((ECPublicKey) leaf.getPublic()));
    jws.setHeader("nonce", statement.nonce());
    jws.setHeader("url", statement.url().toString());
    jws.setPayload(
        "{\"certificate\":\""
            + Base64Url.encode(statement.certificate().toArray())
            + "\",\"reason\":"
            + statement.reason().code()
            + "}");
    jws.setKey(leaf.getPrivate());
    try {
      var parts = jws.getCompactSerialization().split("\\.", -1);
      var body =
          JsonUtil.toJson(
              Map.of("protected", parts[0], "payload", parts[1], "signature", parts[2]));
      return Bytes.of(body.getBytes(StandardCharsets.UTF_8));
    } catch (JoseException impossible) {
      throw new IllegalStateException("a key of a test signs", impossible);
    }
  }

  @Override
  public List<SealedKey> seal(
      KeyRecord key, Thumbprint leafSubjectPublicKey, List<RSAPublicKey> recipients) {
    throw new AssertionError("an account has no need of that");
  }

  @Override
  public TransportKey transportKey() {
    throw new AssertionError("an account has no need of that");
  }

  @Override
  public KeyRecord receive(
      SealedKey sealed,
      Bytes subjectPublicKeyInfo,
      CertificateId certificate,
      Version version,
      Origin.Imported origin) {
    throw new AssertionError("an account has no need of that");
  }

  @Override
  public void verify(KeyRecord key) {
    throw new AssertionError("an account has no need of that");
  }

  @Override
  public ModuleProfile profile() {
    throw new AssertionError("an account has no need of that");
  }

  @Override
  public void check() {
    throw new AssertionError("an account has no need of that");
  }

  @Override
  public void close() {}
}
