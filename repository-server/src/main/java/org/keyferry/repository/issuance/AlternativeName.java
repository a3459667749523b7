package org.keyferry.repository.issuance;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.IpAddress;

/// A subject alternative name of a leaf (RFC 5280 §4.2.1.6).
///
/// Read from the octets: the JDK gives addresses as text, and the same text for 4 octets and for
/// the 16 of an IPv4-mapped address, which no client takes for the same.
sealed interface AlternativeName {

  /// As it stands there; it may be no name at all.
  record Dns(String value) implements AlternativeName {}

  record Address(IpAddress value) implements AlternativeName {}

  /// What the repository orders none of.
  record Other(String shown) implements AlternativeName {}

  /// In their order; empty if there are none, or they do not parse, which a TLS client does not
  /// tell apart either.
  static List<AlternativeName> of(X509Certificate leaf) {
    var value = leaf.getExtensionValue(Extension.subjectAlternativeName.getId());
    if (value == null) {
      return List.of();
    }
    try {
      var names = GeneralNames.getInstance(ASN1OctetString.getInstance(value).getOctets());
      return Arrays.stream(names.getNames()).map(AlternativeName::of).toList();
    } catch (IllegalArgumentException | IllegalStateException malformed) { // as BC has it
      return List.of();
    }
  }

  /// What a leaf has for an identifier that was ordered.
  static AlternativeName of(Identifier identifier) {
    return switch (identifier) {
      case DnsName name -> new Dns(name.value());
      case IpAddress address -> new Address(address);
    };
  }

  private static AlternativeName of(GeneralName name) {
    return switch (name.getTagNo()) {
      case GeneralName.dNSName -> new Dns(name.getName().toString());
      case GeneralName.iPAddress -> address(ASN1OctetString.getInstance(name.getName()));
      default -> new Other(name.getName().toString());
    };
  }

  private static AlternativeName address(ASN1OctetString octets) {
    try {
      return new Address(IpAddress.of(Bytes.of(octets.getOctets())));
    } catch (IllegalArgumentException noHost) {
      return new Other(octets.toString());
    }
  }

  /// Its text.
  default String shown() {
    return switch (this) {
      case Dns(var value) -> value;
      case Address(var value) -> value.toString();
      case Other(var text) -> text;
    };
  }
}
