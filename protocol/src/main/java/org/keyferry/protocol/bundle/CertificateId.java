package org.keyferry.protocol.bundle;

import java.util.UUID;

/// A managed certificate: a set of names with its policy. Minted by the repository, never reused.
public record CertificateId(UUID value) {

  /// @throws IllegalArgumentException unless the text is a UUID in lower case
  public static CertificateId parse(String text) {
    return new CertificateId(Uuids.parse(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
