package org.keyferry.protocol.bundle;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.regex.Pattern;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;
import org.keyferry.protocol.bundle.RejectedStatement.Reason;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.Thumbprint;

/// Reads what the repository said to one agent, and believes nothing that the specification
/// (`docs/spec/sealed-bundle.md`) does not let it. The numbers in the code are its rules.
///
/// Stateless: what the agent saw before is checked by [HighWaterMark] and [AuditCheckpoint].
public final class StatementReader {

  /// How far the clocks of host and repository may differ.
  public static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

  /// Rule 1: the longest manifest, in octets.
  public static final int LONGEST_MANIFEST = 1024 * 1024;

  /// Rule 1: the longest bundle, in octets.
  public static final int LONGEST_BUNDLE = 256 * 1024;

  private static final Pattern COMPACT =
      Pattern.compile("([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)");

  private final TrustedRepository repository;
  private final AgentId self;
  private final InstantSource clock;
  private final Duration clockTolerance;

  public StatementReader(
      TrustedRepository repository, AgentId self, InstantSource clock, Duration clockTolerance) {
    this.repository = repository;
    this.self = self;
    this.clock = clock;
    this.clockTolerance = clockTolerance;
  }

  /// @param compact the text as it was received
  public Manifest manifest(String compact) throws RejectedStatement {
    requireLength(compact, LONGEST_MANIFEST);
    var payload = verifiedPayload(compact, Manifest.TYPE);
    var manifest = Claims.manifest(parse(payload));
    requireCanonical(CanonicalPayload.of(manifest), payload);
    requireAddress(manifest.repository(), manifest.agent());
    requireFreshness(manifest.issuedAt(), manifest.freshUntil());
    return manifest;
  }

  /// @param compact the text as it was received
  /// @param expected what a verified manifest says of it
  public Bundle bundle(String compact, Manifest.Entry expected) throws RejectedStatement {
    requireLength(compact, LONGEST_BUNDLE);
    if (!Thumbprint.of(compact).equals(expected.bundle())) { // rule 2
      throw new RejectedStatement(
          Reason.WRONG_DIGEST, "the bundle is not the one that the manifest names");
    }
    var payload = verifiedPayload(compact, Bundle.TYPE);
    var bundle = Claims.bundle(parse(payload));
    requireCanonical(CanonicalPayload.of(bundle), payload);
    requireAddress(bundle.repository(), bundle.agent());
    requireExpected(bundle, expected);
    requireFreshness(bundle.issuedAt(), bundle.freshUntil());
    if (!bundle.chain().subjectPublicKey().equals(bundle.subjectPublicKey())) { // rule 14
      throw new RejectedStatement(
          Reason.KEY_MISMATCH, "the leaf has another public key than the bundle says");
    }
    return bundle;
  }

  /// Rule 1.
  private static void requireLength(String compact, int longest) throws RejectedStatement {
    if (compact.length() > longest) {
      throw malformed("the statement is longer than " + longest + " octets");
    }
  }

  /// Rules 3 to 7. Nothing of the statement is parsed before its signature has verified.
  private String verifiedPayload(String compact, String type) throws RejectedStatement {
    var parts = COMPACT.matcher(compact);
    if (!parts.matches()) { // rule 3
      throw malformed("the statement is no JWS in compact serialization");
    }
    var header = octets(parts.group(1), "header");
    var payload = octets(parts.group(2), "payload");
    var signature = octets(parts.group(3), "signature");

    var accepted = ProtectedHeader.parse(ascii(header)); // rule 4
    if (accepted.isEmpty() || !accepted.get().type().equals(type)) {
      throw new RejectedStatement(
          Reason.HEADER_REFUSED, "the header is not exactly alg ES256, kid and typ " + type);
    }
    var key = repository.signingKeys().get(accepted.get().keyId()); // rule 5
    if (key == null) {
      throw new RejectedStatement(
          Reason.UNKNOWN_SIGNER, "the statement is signed by a key not learned at enrollment");
    }
    if (!Es256Signatures.isCanonical(signature.toArray())) { // rule 6
      throw new RejectedStatement(
          Reason.SIGNATURE_INVALID, "the signature is not R and S in 32 octets each");
    }
    if (!Es256Signatures.verifies(compact, key)) { // rule 7
      throw new RejectedStatement(Reason.SIGNATURE_INVALID, "the signature does not verify");
    }
    return ascii(payload);
  }

  /// Rule 8.
  private static Map<String, Object> parse(String payload) throws RejectedStatement {
    try {
      return JsonUtil.parseJson(payload);
    } catch (JoseException refused) {
      throw malformed("the payload is not one JSON object with each member once");
    }
  }

  /// Rule 10: whoever wrote other octets for the same claims did not follow the specification.
  private static void requireCanonical(String canonical, String payload) throws RejectedStatement {
    if (!canonical.equals(payload)) {
      throw malformed("the payload is not in its canonical form");
    }
  }

  /// Rule 11.
  private void requireAddress(RepositoryId from, AgentId to) throws RejectedStatement {
    if (!from.equals(repository.id())) {
      throw new RejectedStatement(Reason.WRONG_REPOSITORY, "another repository said this: " + from);
    }
    if (!to.equals(self)) {
      throw new RejectedStatement(Reason.WRONG_AGENT, "this was said to another agent: " + to);
    }
  }

  /// Rule 12.
  private static void requireExpected(Bundle bundle, Manifest.Entry expected)
      throws RejectedStatement {
    if (!bundle.certificate().equals(expected.certificate())
        || !bundle.name().equals(expected.name())) {
      throw new RejectedStatement(
          Reason.WRONG_CERTIFICATE,
          "the bundle is about certificate "
              + bundle.certificate()
              + " and the manifest says "
              + expected.certificate());
    }
    if (!bundle.version().equals(expected.version())) {
      throw new RejectedStatement(
          Reason.WRONG_VERSION,
          "the bundle has version "
              + bundle.version()
              + " and the manifest says "
              + expected.version());
    }
  }

  /// Rule 13.
  private void requireFreshness(Instant issuedAt, Instant freshUntil) throws RejectedStatement {
    var now = clock.instant();
    if (issuedAt.isAfter(now.plus(clockTolerance))) {
      throw new RejectedStatement(
          Reason.STALE, "issued at " + issuedAt + ", in the future: it is " + now + " here");
    }
    if (now.isAfter(freshUntil)) {
      throw new RejectedStatement(
          Reason.STALE, "fresh until " + freshUntil + ", which has passed: it is " + now + " here");
    }
  }

  private static Bytes octets(String base64Url, String part) throws RejectedStatement {
    try {
      return Bytes.ofBase64Url(base64Url);
    } catch (IllegalArgumentException refused) {
      throw malformed("the " + part + " is not canonical base64url");
    }
  }

  /// An octet beyond ASCII becomes a character that no statement has.
  private static String ascii(Bytes octets) {
    return new String(octets.toArray(), StandardCharsets.US_ASCII);
  }

  private static RejectedStatement malformed(String detail) {
    return new RejectedStatement(Reason.MALFORMED, detail);
  }
}
