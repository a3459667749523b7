package org.keyferry.cryptoki;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.List;
import org.keyferry.protocol.bundle.KeyTransport;

/// A CK_MECHANISM.
///
/// @param parameter consecutive CK_ULONG; none means NULL, on which SoftHSM insists for AES-KWP
public record Mechanism(long type, List<Long> parameter) {

  private static final long SIZE = 24; // type, pointer, length; LP64

  public Mechanism {
    parameter = List.copyOf(parameter);
  }

  public static Mechanism of(long type) {
    return new Mechanism(type, List.of());
  }

  /// RSAES-OAEP without a label. CK_RSA_PKCS_OAEP_PARAMS is then hash, mask generation function,
  /// source, and a pointer and a length of zero.
  public static Mechanism oaep(KeyTransport transport) {
    return switch (transport) {
      case RSA_OAEP -> oaep(Pkcs11.CKM_SHA_1, Pkcs11.CKG_MGF1_SHA1);
      case RSA_OAEP_256 -> oaep(Pkcs11.CKM_SHA256, Pkcs11.CKG_MGF1_SHA256);
    };
  }

  /// Lays it out for a call; it lives as long as `memory`.
  MemorySegment in(SegmentAllocator memory) {
    var mechanism = memory.allocate(SIZE, JAVA_LONG.byteAlignment());
    mechanism.set(JAVA_LONG, 0, type);
    if (!parameter.isEmpty()) {
      var words = parameter.stream().mapToLong(Long::longValue).toArray();
      var value = memory.allocateFrom(JAVA_LONG, words);
      mechanism.set(ADDRESS, 8, value);
      mechanism.set(JAVA_LONG, 16, value.byteSize());
    }
    return mechanism;
  }

  /// RSASSA-PSS over a SHA-256 digest, with MGF1 of the same hash.
  public static Mechanism pssOfSha256(long saltLength) {
    return new Mechanism(
        Pkcs11.CKM_RSA_PKCS_PSS, List.of(Pkcs11.CKM_SHA256, Pkcs11.CKG_MGF1_SHA256, saltLength));
  }

  private static Mechanism oaep(long hash, long maskGeneration) {
    return new Mechanism(
        Pkcs11.CKM_RSA_PKCS_OAEP, List.of(hash, maskGeneration, Pkcs11.CKZ_DATA_SPECIFIED, 0L, 0L));
  }
}
