package org.keyferry.repository.delivery;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.protocol.pki.SerialNumber;

/// What an agent last saw at one listener of a target.
///
/// @param address where it looked, such as `127.0.0.1:443`
/// @param serverName asked for in the handshake
/// @param servedSerial of the leaf that was presented
/// @param servedNotAfter when that leaf expires
/// @param fault why none was presented, a sentence
/// @param since when it was first seen so
public record ServedListener(
    String address,
    Protocol protocol,
    Optional<DnsName> serverName,
    Optional<SerialNumber> servedSerial,
    Optional<Instant> servedNotAfter,
    Optional<String> fault,
    Instant since) {

  private static final int LONGEST_ADDRESS = 200;

  public ServedListener {
    requireAddress(address);
  }

  /// @throws IllegalArgumentException naming the rule
  public static String requireAddress(String address) {
    if (address.isBlank()
        || address.length() > LONGEST_ADDRESS
        || !Printable.of(address).equals(address)) {
      throw new IllegalArgumentException(
          "an address is 1 to " + LONGEST_ADDRESS + " printable characters");
    }
    return address;
  }

  /// Whether both tell of the same place, asked in the same way.
  public boolean isThatOf(ServedListener other) {
    return address.equals(other.address)
        && protocol == other.protocol
        && serverName.equals(other.serverName);
  }

  /// As before, or changed just now.
  ServedListener following(ServedListener last) {
    var unchanged =
        servedSerial.equals(last.servedSerial) && fault.isPresent() == last.fault.isPresent();
    return unchanged
        ? new ServedListener(
            address, protocol, serverName, servedSerial, servedNotAfter, fault, last.since)
        : this;
  }

  /// How TLS begins there.
  public enum Protocol {
    /// At once.
    TLS,
    /// After STARTTLS (RFC 3207).
    SMTP,
    /// After STARTTLS (RFC 9051 §6.2.1).
    IMAP;

    /// @throws IllegalArgumentException naming the protocols there are
    public static Protocol parse(String text) {
      return Arrays.stream(values())
          .filter(each -> each.toString().equals(text))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("not one of tls, smtp, imap"));
    }

    /// As JSON writes it.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
