package org.keyferry.protocol.bundle;

import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Bytes that must not be logged, compared in variable time, or outlive their use.
///
/// Close it as soon as the bytes have been used; closing overwrites them. A copying collector may
/// have moved the array before, so this bounds the exposure and does not end it.
public final class SecretBytes implements AutoCloseable {

  private final byte[] bytes;
  private boolean closed;

  private SecretBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Takes the bytes over and overwrites the caller's array.
  public static SecretBytes takeOver(byte[] source) {
    var taken = new SecretBytes(source.clone());
    Arrays.fill(source, (byte) 0);
    return taken;
  }

  /// Lends a copy to `use`, and overwrites the copy when `use` returns or throws.
  public <T extends @Nullable Object> T lendTo(Use<T> use) {
    if (closed) {
      throw new IllegalStateException("secret used after close");
    }
    var copy = bytes.clone();
    try {
      return use.apply(copy);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  public int length() {
    return bytes.length;
  }

  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
    closed = true;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SecretBytes that && MessageDigest.isEqual(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return 0; // a hash of a secret is a fact about the secret
  }

  @Override
  public String toString() {
    return "SecretBytes[" + bytes.length + " bytes]";
  }

  /// What is done with the bytes while they are lent.
  @FunctionalInterface
  public interface Use<T extends @Nullable Object> {
    T apply(byte[] lent);
  }
}
