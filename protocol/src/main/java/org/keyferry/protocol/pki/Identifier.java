package org.keyferry.protocol.pki;

/// What a certificate names (RFC 8555 §9.7.7): a [DnsName], or an [IpAddress] (RFC 8738). No text
/// is both. In order: DNS names, for which people look first, then addresses, each by their texts.
public sealed interface Identifier extends Comparable<Identifier> permits DnsName, IpAddress {

  /// As it goes into an order and a certificate.
  String value();

  /// @param value in its canonical form
  /// @throws IllegalArgumentException naming the text, made printable, and what is wrong with it
  static Identifier of(String value) {
    return IpAddress.isMeantBy(value) ? new IpAddress(value) : new DnsName(value);
  }

  /// Accepts what a person types: see [DnsName#parse] and [IpAddress#parse].
  ///
  /// @throws IllegalArgumentException naming the text, made printable, and what is wrong with it
  static Identifier parse(String text) {
    return IpAddress.isMeantBy(text.strip()) ? IpAddress.parse(text) : DnsName.parse(text);
  }

  /// Whether it stands for many names.
  default boolean isWildcard() {
    return false;
  }

  /// What a CA validates: without the leading `*.` of a wildcard (RFC 8555 §7.1.3).
  default Identifier base() {
    return this;
  }

  @Override
  default int compareTo(Identifier other) {
    var kinds = Boolean.compare(this instanceof IpAddress, other instanceof IpAddress);
    return kinds == 0 ? value().compareTo(other.value()) : kinds;
  }
}
