package org.keyferry.testkit;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.AuditCheckpoint;
import org.keyferry.protocol.bundle.Bundle;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.RepositoryId;
import org.keyferry.protocol.bundle.StatementWriter;
import org.keyferry.protocol.bundle.TrustedRepository;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;

/// A repository in the memory of a test, that says what the test wants said. Sealed with software
/// keys, signed for real.
public final class FixtureRepository {

  private static final Duration MANIFEST_FRESHNESS = Duration.ofHours(2);
  private static final String ID = "0198a7c0-0000-7000-8000-000000000001";

  private final RepositoryId id = RepositoryId.parse(ID);
  private final SoftwareSigner signer = SoftwareSigner.fresh();
  private final StatementWriter writer = new StatementWriter(signer);
  private final SoftwareSealer sealer = SoftwareSealer.using(KeyTransport.RSA_OAEP);
  private final FixtureCa ca;
  private final TurnableClock clock;

  private FixtureRepository(TurnableClock clock) {
    this.clock = clock;
    ca = FixtureCa.at(clock.instant());
  }

  /// @param clock says when statements are made
  public static FixtureRepository at(TurnableClock clock) {
    return new FixtureRepository(clock);
  }

  /// The `number`th of some ids that read well.
  public static CertificateId certificate(int number) {
    return new CertificateId(new UUID(0x0198a7c000007000L, 0x8000_0000_0000_1000L + number));
  }

  /// The `number`th of some ids that read well.
  public static AgentId agent(int number) {
    return new AgentId(new UUID(0x0198a7c000007000L, 0x8000_0000_0000_2000L + number));
  }

  public RepositoryId id() {
    return id;
  }

  public FixtureCa ca() {
    return ca;
  }

  public TrustedRepository trusted() {
    return TrustedRepository.of(id, List.of(signer.publicKey()));
  }

  /// A bundle for `key`, with a new certificate for `www.example.test`.
  ///
  /// @param sealingKey the agent's, RSA
  public Bundle bundle(
      AgentId agent,
      PublicKey sealingKey,
      CertificateId certificate,
      Version version,
      KeyPair key) {
    return bundle(
        agent,
        sealingKey,
        certificate,
        version,
        key,
        ca.issue(key.getPublic(), "www.example.test"));
  }

  public Bundle bundle(
      AgentId agent,
      PublicKey sealingKey,
      CertificateId certificate,
      Version version,
      KeyPair key,
      CertificateChain chain) {
    return new Bundle(
        id,
        agent,
        certificate,
        nameOf(certificate),
        version,
        clock.instant(),
        chain.leaf().getNotAfter().toInstant(),
        chain,
        chain.subjectPublicKey(),
        sealer.sealAsSoftHsm(key.getPrivate(), sealingKey));
  }

  /// What people call it: `www-1` for the first.
  public static DisplayName nameOf(CertificateId certificate) {
    return new DisplayName("www-" + (certificate.value().getLeastSignificantBits() & 0xfff));
  }

  public Manifest manifest(AgentId agent, AuditCheckpoint checkpoint, Manifest.Entry... entries) {
    var now = clock.instant();
    return new Manifest(id, agent, now, now.plus(MANIFEST_FRESHNESS), List.of(entries), checkpoint);
  }

  public String sign(Bundle bundle) {
    return writer.write(bundle);
  }

  public String sign(Manifest manifest) {
    return writer.write(manifest);
  }

  /// Signs any payload, as a repository gone bad would.
  ///
  /// @param type [Bundle#TYPE] or [Manifest#TYPE]
  public String sign(String type, String payload) {
    var header = "{\"alg\":\"ES256\",\"kid\":\"" + signer.keyId() + "\",\"typ\":\"" + type + "\"}";
    var signingInput = base64Url(header) + "." + base64Url(payload);
    var signature = signer.sign(signingInput.getBytes(StandardCharsets.US_ASCII));
    return signingInput + "." + Bytes.of(signature).toBase64Url();
  }

  private static String base64Url(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8)).toBase64Url();
  }

  /// What a manifest says of a signed bundle.
  public static Manifest.Entry entry(Bundle bundle, String signed) {
    return new Manifest.Entry(
        bundle.certificate(), bundle.name(), bundle.version(), Thumbprint.of(signed));
  }

  /// An audit record with `size` entries.
  public static AuditCheckpoint checkpoint(long size) {
    return new AuditCheckpoint(size, Thumbprint.of("audit record of " + size + " entries"));
  }
}
