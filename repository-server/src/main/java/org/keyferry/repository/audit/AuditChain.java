package org.keyferry.repository.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.keyferry.protocol.bundle.AuditCheckpoint;
import org.keyferry.protocol.pki.Thumbprint;

/// How entries hang together. The hash of an entry is SHA-256 over
///
/// ```
/// "keyferry audit entry 1" 0x00 previous sequence micros kind actor subject n (name value){n}
/// ```
///
/// `previous` is the hash of the entry before (32 octets; of the first entry, SHA-256 of the
/// prefix), `sequence` and `micros` (since 1970) have 8 octets, `n` has 4, big-endian; a text is
/// its length in octets (4) and its UTF-8. Facts stand in the order of their names. So no two
/// entries have the same octets, and no entry can change, go, come or move without changing all
/// hashes behind it.
public final class AuditChain {

  private static final byte[] DOMAIN =
      "keyferry audit entry 1\0".getBytes(StandardCharsets.US_ASCII);

  private AuditChain() {}

  /// The checkpoint of a record without entries.
  public static AuditCheckpoint start() {
    return new AuditCheckpoint(0, Thumbprint.of(DOMAIN));
  }

  /// The entry that follows `last`.
  ///
  /// @param at cut to microseconds, which is what the database keeps
  public static AuditEntry next(AuditCheckpoint last, Instant at, AuditEvent event) {
    var sequence = last.size() + 1;
    var kept = at.truncatedTo(ChronoUnit.MICROS);
    return new AuditEntry(sequence, kept, event, hash(last.head(), sequence, kept, event));
  }

  /// Where the record stands after `entry`.
  public static AuditCheckpoint after(AuditEntry entry) {
    return new AuditCheckpoint(entry.sequence(), entry.hash());
  }

  private static Thumbprint hash(Thumbprint previous, long sequence, Instant at, AuditEvent event) {
    var octets = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(octets)) {
      out.write(DOMAIN);
      out.write(previous.digest().toArray());
      out.writeLong(sequence);
      out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, at));
      write(out, event.kind());
      write(out, event.actor().value());
      write(out, event.subject());
      out.writeInt(event.facts().size());
      for (var fact : event.facts().entrySet()) {
        write(out, fact.getKey());
        write(out, fact.getValue());
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("memory does not fail", impossible);
    }
    return Thumbprint.of(octets.toByteArray());
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    var utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }
}
