package org.keyferry.repository.issuance.acme;

import java.net.InetAddress;
import org.keyferry.protocol.pki.Printable;

/// A block of addresses (RFC 4632, RFC 4291 §2.3).
///
/// @param first address of the block
/// @param bits that its addresses share
record Network(InetAddress first, int bits) {

  /// @param text such as `10.0.0.0/8` or `fd00::/8`
  /// @throws IllegalArgumentException saying what would be one
  static Network parse(String text) {
    var parts = text.strip().split("/", -1);
    try {
      var first = InetAddress.ofLiteral(parts[0]);
      var longest = first.getAddress().length * Byte.SIZE;
      var bits = parts.length == 1 ? longest : Integer.parseInt(parts[1]);
      if (parts.length > 2 || bits < 0 || bits > longest) {
        throw new IllegalArgumentException("not so many bits");
      }
      return new Network(first, bits);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(
          "'" + Printable.of(text) + "' is not a network such as 10.1.2.0/24", malformed);
    }
  }

  boolean contains(InetAddress address) {
    var ours = first.getAddress();
    var theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (var bit = 0; bit < bits; bit++) {
      var mask = 0x80 >>> (bit % Byte.SIZE);
      if (((ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
