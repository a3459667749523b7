package org.keyferry.protocol.bundle;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.util.Base64;

/// A statement as JSON, in the only form there is: members in this order, no white space, no
/// escapes. Nothing that goes in has a character that JSON would have to escape.
final class CanonicalPayload {

  /// Grows when a payload changes its meaning.
  static final long FORMAT = 1;

  private CanonicalPayload() {}

  static String of(Bundle bundle) {
    return object(
        number("format", FORMAT),
        text("repository", bundle.repository()),
        text("agent", bundle.agent()),
        text("certificate", bundle.certificate()),
        text("name", bundle.name()),
        text("version", bundle.version()),
        time("issuedAt", bundle.issuedAt()),
        time("freshUntil", bundle.freshUntil()),
        member("chain", chain(bundle)),
        text("subjectPublicKey", bundle.subjectPublicKey()),
        member("key", of(bundle.key())));
  }

  static String of(Manifest manifest) {
    return object(
        number("format", FORMAT),
        text("repository", manifest.repository()),
        text("agent", manifest.agent()),
        time("issuedAt", manifest.issuedAt()),
        time("freshUntil", manifest.freshUntil()),
        member(
            "entries",
            manifest.entries().stream().map(CanonicalPayload::of).collect(joining(",", "[", "]"))),
        member("checkpoint", of(manifest.checkpoint())));
  }

  private static String of(Manifest.Entry entry) {
    return object(
        text("certificate", entry.certificate()),
        text("name", entry.name()),
        text("version", entry.version()),
        text("bundle", entry.bundle()));
  }

  private static String of(AuditCheckpoint checkpoint) {
    return object(number("size", checkpoint.size()), text("head", checkpoint.head()));
  }

  private static String of(SealedKey key) {
    return object(
        text("transport", key.transport().joseName()),
        text("encryptedKey", key.encryptedKey().toBase64Url()),
        text("ciphertext", key.ciphertext().toBase64Url()));
  }

  /// As `x5c` has it (RFC 7515 §4.1.6): base64, not base64url.
  private static String chain(Bundle bundle) {
    return bundle.chain().der().stream()
        .map(each -> "\"" + Base64.getEncoder().encodeToString(each.toArray()) + "\"")
        .collect(joining(",", "[", "]"));
  }

  private static String object(String... members) {
    return "{" + String.join(",", members) + "}";
  }

  private static String text(String name, Object value) {
    return member(name, "\"" + value + "\"");
  }

  private static String number(String name, long value) {
    return member(name, Long.toString(value));
  }

  /// NumericDate (RFC 7519 §2), whole seconds.
  private static String time(String name, Instant value) {
    return number(name, value.getEpochSecond());
  }

  private static String member(String name, String value) {
    return "\"" + name + "\":" + value;
  }
}
