package org.keyferry.protocol.bundle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.bundle.RejectedStatement.Reason;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;

/// The members of one JSON object of a payload (rule 9): each must be there, and no other.
final class Claims {

  private static final long LATEST = 253_402_300_799L; // 9999-12-31T23:59:59Z

  private final Map<?, ?> members;
  private final Set<String> taken = new HashSet<>();

  private Claims(Map<?, ?> members) {
    this.members = members;
  }

  static Bundle bundle(Map<String, Object> payload) throws RejectedStatement {
    var claims = new Claims(payload);
    claims.requireFormat();
    var bundle =
        refusing(() ->
            new Bundle(
                claims.text("repository", RepositoryId::parse),
                claims.text("agent", AgentId::parse),
                claims.text("certificate", CertificateId::parse),
                claims.text("name", DisplayName::new),
                claims.text("version", Version::parse),
                claims.time("issuedAt"),
                claims.time("freshUntil"),
                claims.chain("chain"),
                claims.text("subjectPublicKey", Thumbprint::new),
                sealedKey(claims.object("key"))));
    claims.requireNoOther();
    return bundle;
  }

  static Manifest manifest(Map<String, Object> payload) throws RejectedStatement {
    var claims = new Claims(payload);
    claims.requireFormat();
    var manifest =
        refusing(() ->
            new Manifest(
                claims.text("repository", RepositoryId::parse),
                claims.text("agent", AgentId::parse),
                claims.time("issuedAt"),
                claims.time("freshUntil"),
                claims.entries("entries"),
                checkpoint(claims.object("checkpoint"))));
    claims.requireNoOther();
    return manifest;
  }

  private static SealedKey sealedKey(Claims claims) throws RejectedStatement {
    var key =
        new SealedKey(
            claims.text("transport", KeyTransport::ofJoseName),
            claims.text("encryptedKey", Bytes::ofBase64Url),
            claims.text("ciphertext", Bytes::ofBase64Url));
    claims.requireNoOther();
    return key;
  }

  private static AuditCheckpoint checkpoint(Claims claims) throws RejectedStatement {
    var checkpoint =
        new AuditCheckpoint(claims.number("size"), claims.text("head", Thumbprint::new));
    claims.requireNoOther();
    return checkpoint;
  }

  private List<Manifest.Entry> entries(String name) throws RejectedStatement {
    var entries = new ArrayList<Manifest.Entry>();
    for (var each : list(name)) {
      if (!(each instanceof Map<?, ?> entry)) {
        throw invalid(name, "has something else than objects");
      }
      var claims = new Claims(entry);
      entries.add(
          new Manifest.Entry(
              claims.text("certificate", CertificateId::parse),
              claims.text("name", DisplayName::new),
              claims.text("version", Version::parse),
              claims.text("bundle", Thumbprint::new)));
      claims.requireNoOther();
    }
    return entries;
  }

  private CertificateChain chain(String name) throws RejectedStatement {
    var certificates = new ArrayList<Bytes>();
    for (var each : list(name)) {
      if (!(each instanceof String certificate)) {
        throw invalid(name, "has something else than text");
      }
      certificates.add(Bytes.of(Base64.getDecoder().decode(certificate)));
    }
    return CertificateChain.ofDer(certificates);
  }

  private Instant time(String name) throws RejectedStatement {
    var seconds = number(name);
    if (seconds < 0 || seconds > LATEST) {
      throw invalid(name, "is no time of this era");
    }
    return Instant.ofEpochSecond(seconds);
  }

  private <T> T text(String name, Function<String, T> reader) throws RejectedStatement {
    if (!(member(name) instanceof String text)) {
      throw invalid(name, "is not text");
    }
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException malformed) {
      throw invalid(name, "is not in its form");
    }
  }

  private long number(String name) throws RejectedStatement {
    if (!(member(name) instanceof Long number)) {
      throw invalid(name, "is not a whole number");
    }
    return number;
  }

  private List<?> list(String name) throws RejectedStatement {
    if (!(member(name) instanceof List<?> list)) {
      throw invalid(name, "is not a list");
    }
    return list;
  }

  private Claims object(String name) throws RejectedStatement {
    if (!(member(name) instanceof Map<?, ?> object)) {
      throw invalid(name, "is not an object");
    }
    return new Claims(object);
  }

  private @Nullable Object member(String name) {
    taken.add(name);
    return members.get(name);
  }

  private void requireFormat() throws RejectedStatement {
    if (number("format") != CanonicalPayload.FORMAT) {
      throw invalid("format", "is not " + CanonicalPayload.FORMAT);
    }
  }

  private void requireNoOther() throws RejectedStatement {
    if (!taken.equals(members.keySet())) {
      throw new RejectedStatement(
          Reason.CLAIM_INVALID, "the payload has a claim that the specification does not have");
    }
  }

  private static RejectedStatement invalid(String name, String fault) {
    return new RejectedStatement(Reason.CLAIM_INVALID, "claim " + name + " " + fault);
  }

  /// What a value refuses, the claims refuse.
  private static <T> T refusing(Reading<T> reading) throws RejectedStatement {
    try {
      return reading.read();
    } catch (IllegalArgumentException malformed) {
      throw new RejectedStatement(
          Reason.CLAIM_INVALID, "the claims do not go together: " + malformed.getMessage());
    }
  }

  private interface Reading<T> {
    T read() throws RejectedStatement;
  }
}
