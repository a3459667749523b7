package org.keyferry.testkit;

import static org.keyferry.testkit.VectorText.base64Url;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.Bundle;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.RejectedStatement.Reason;
import org.keyferry.protocol.bundle.RepositoryId;
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.bundle.StatementSigner;
import org.keyferry.protocol.bundle.StatementWriter;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.Thumbprint;

/// Where the vectors are made: the keys, and what is right before it is made wrong.
record VectorWorkshop(ThrowAwayKeys keys, StatementSigner signer, Map<String, Bundle> bundles) {

  static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  static final RepositoryId REPOSITORY = RepositoryId.parse("0198a7c0-0000-7000-8000-000000000001");
  static final AgentId AGENT = FixtureRepository.agent(1);
  static final Version VERSION = new Version(1, 42);

  static VectorWorkshop with(ThrowAwayKeys keys) {
    return new VectorWorkshop(
        keys, new DeterministicSigner(keys.pair("signer-1")), new HashMap<>());
  }

  static String header(String algorithm, String keyId, String type) {
    return "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + keyId + "\",\"typ\":\"" + type + "\"}";
  }

  VectorDraft goodBundle(String comment) {
    return VectorDraft.ofBundle(SpecificationVector.SUCCESS, comment).entry(bundle("ec-p256"));
  }

  static VectorDraft goodManifest(String comment) {
    return VectorDraft.ofManifest(SpecificationVector.SUCCESS, comment);
  }

  VectorDraft bundleDraft(Reason reason, String comment) {
    return VectorDraft.ofBundle(reason.name(), comment).entry(bundle("ec-p256"));
  }

  static VectorDraft manifestDraft(Reason reason, String comment) {
    return VectorDraft.ofManifest(reason.name(), comment);
  }

  /// The `type` of leaf key, sealed; made once.
  Bundle bundle(String type) {
    return bundles.computeIfAbsent(
        type,
        each -> bundle(each, sealer(each).sealAsSoftHsm(leaf(each).getPrivate(), recipient())));
  }

  Bundle bundle(String type, SealedKey sealed) {
    var chain = keys.chain("leaf-" + type);
    var certificate = FixtureRepository.certificate(1);
    return new Bundle(
        REPOSITORY,
        AGENT,
        certificate,
        FixtureRepository.nameOf(certificate),
        VERSION,
        NOW.minusSeconds(60),
        chain.leaf().getNotAfter().toInstant(),
        chain,
        chain.subjectPublicKey(),
        sealed);
  }

  Manifest manifest() {
    return manifest(NOW.minusSeconds(60), NOW.plus(Duration.ofHours(2)));
  }

  Manifest manifest(Instant issuedAt, Instant freshUntil) {
    var second =
        new Manifest.Entry(
            FixtureRepository.certificate(2),
            FixtureRepository.nameOf(FixtureRepository.certificate(2)),
            new Version(1, 7),
            Thumbprint.of("a second bundle"));
    return new Manifest(
        REPOSITORY,
        AGENT,
        issuedAt,
        freshUntil,
        List.of(entryOf(VERSION), second),
        FixtureRepository.checkpoint(7));
  }

  static Manifest manifestOf(Manifest.Entry... entries) {
    return new Manifest(
        REPOSITORY,
        AGENT,
        NOW.minusSeconds(60),
        NOW.plus(Duration.ofHours(2)),
        List.of(entries),
        FixtureRepository.checkpoint(7));
  }

  static Manifest.Entry entryOf(Version version) {
    var certificate = FixtureRepository.certificate(1);
    return new Manifest.Entry(
        certificate,
        FixtureRepository.nameOf(certificate),
        version,
        Thumbprint.of("bundle " + version));
  }

  static Bundle issued(Bundle bundle, Instant time) {
    return new Bundle(
        bundle.repository(),
        bundle.agent(),
        bundle.certificate(),
        bundle.name(),
        bundle.version(),
        time,
        bundle.freshUntil(),
        bundle.chain(),
        bundle.subjectPublicKey(),
        bundle.key());
  }

  static Bundle until(Bundle bundle, Instant time) {
    return new Bundle(
        bundle.repository(),
        bundle.agent(),
        bundle.certificate(),
        bundle.name(),
        bundle.version(),
        bundle.issuedAt(),
        time,
        bundle.chain(),
        bundle.subjectPublicKey(),
        bundle.key());
  }

  static Bundle withChain(Bundle bundle, CertificateChain chain) {
    return new Bundle(
        bundle.repository(),
        bundle.agent(),
        bundle.certificate(),
        bundle.name(),
        bundle.version(),
        bundle.issuedAt(),
        bundle.freshUntil(),
        chain,
        bundle.subjectPublicKey(),
        bundle.key());
  }

  KeyPair leaf(String type) {
    return keys.pair("leaf-" + type);
  }

  PublicKey recipient() {
    return keys.pair("sealing-1").getPublic();
  }

  static SoftwareSealer sealer(String seed) {
    return SoftwareSealer.using(KeyTransport.RSA_OAEP, chance(seed));
  }

  static SecureRandom chance(String seed) {
    try {
      var random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(seed.getBytes(StandardCharsets.UTF_8));
      return random;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has SHA1PRNG", impossible);
    }
  }

  String sign(Bundle bundle) {
    return new StatementWriter(signer).write(bundle);
  }

  String sign(Manifest manifest) {
    return new StatementWriter(signer).write(manifest);
  }

  String payload(Bundle bundle) {
    return payloadOf(sign(bundle));
  }

  String payload(Manifest manifest) {
    return payloadOf(sign(manifest));
  }

  static String payloadOf(String compact) {
    var octets = Bytes.ofBase64Url(compact.split("\\.", -1)[1]).toArray();
    return new String(octets, StandardCharsets.UTF_8);
  }

  String resigned(Bundle bundle, String from, String to) {
    return signed(header("ES256", signer.keyId(), Bundle.TYPE), payload(bundle).replace(from, to));
  }

  String resigned(Manifest manifest, String from, String to) {
    return signed(
        header("ES256", signer.keyId(), Manifest.TYPE), payload(manifest).replace(from, to));
  }

  String signed(String header, String payload) {
    var input = base64Url(header) + "." + base64Url(payload);
    var signature = signer.sign(input.getBytes(StandardCharsets.US_ASCII));
    return input + "." + Bytes.of(signature).toBase64Url();
  }

  String hmacSigned(String header, String payload) {
    try {
      var input = base64Url(header) + "." + base64Url(payload);
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(keys.pair("signer-1").getPublic().getEncoded(), "HmacSHA256"));
      var tag = mac.doFinal(input.getBytes(StandardCharsets.US_ASCII));
      return input + "." + Bytes.of(tag).toBase64Url();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has HMAC", impossible);
    }
  }
}
