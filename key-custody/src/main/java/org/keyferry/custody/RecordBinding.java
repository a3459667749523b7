package org.keyferry.custody;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.keyferry.cryptoki.Mechanism;
import org.keyferry.cryptoki.Pkcs11;
import org.keyferry.cryptoki.Session;
import org.keyferry.protocol.pki.Bytes;

/// Binds the members of a key record together by a MAC of the token (HMAC-SHA-256), since AES-KWP
/// authenticates the key alone: a record whose wrapped key was exchanged for another's would
/// unwrap.
final class RecordBinding {

  private static final String DOMAIN = "keyferry key record 1";
  private static final String IMPORTED = "imported";
  static final Mechanism HMAC = Mechanism.of(Pkcs11.CKM_SHA256_HMAC);

  private RecordBinding() {}

  /// @param recordKey handle of the key on the token
  static KeyRecord bind(Session session, long recordKey, KeyRecord unbound) {
    var mac = mac(session, recordKey, unbound);
    return new KeyRecord(
        unbound.certificate(),
        unbound.version(),
        unbound.type(),
        unbound.subjectPublicKeyInfo(),
        unbound.wrapped(),
        unbound.kekLabel(),
        unbound.mechanism(),
        unbound.origin(),
        Bytes.of(mac));
  }

  /// The MAC is made again and compared here, in constant time: NSS answers a wrong one to C_Verify
  /// as if the device had failed.
  ///
  /// @throws CustodyFailure.TamperedRecord unless the token made exactly this record
  static void verify(Session session, long recordKey, KeyRecord key) {
    if (!MessageDigest.isEqual(mac(session, recordKey, key), key.binding().toArray())) {
      throw new CustodyFailure.TamperedRecord(
          key.certificate(), key.version(), "is not what the token made");
    }
  }

  private static byte[] mac(Session session, long recordKey, KeyRecord key) {
    return session.sign(HMAC, recordKey, contentOf(key));
  }

  /// Every member but the MAC itself, each with its length before it, so that no octet can move
  /// from one to the next.
  private static byte[] contentOf(KeyRecord key) {
    var content = new ByteArrayOutputStream();
    append(content, DOMAIN);
    append(content, key.certificate().toString());
    append(content, key.version().toString());
    append(content, key.type().toString());
    append(content, key.subjectPublicKeyInfo().toArray());
    append(content, key.wrapped().toArray());
    append(content, key.kekLabel());
    append(content, key.mechanism());
    switch (key.origin()) {
      case Origin.Generated _ -> {} // as it was before keys could be imported
      case Origin.Imported imported -> {
        append(content, IMPORTED);
        append(content, imported.by());
        append(content, imported.at().getEpochSecond());
      }
    }
    return content.toByteArray();
  }

  private static void append(ByteArrayOutputStream content, long member) {
    append(content, ByteBuffer.allocate(Long.BYTES).putLong(member).array());
  }

  private static void append(ByteArrayOutputStream content, String member) {
    append(content, member.getBytes(UTF_8));
  }

  private static void append(ByteArrayOutputStream content, byte[] member) {
    content.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(member.length).array());
    content.writeBytes(member);
  }
}
