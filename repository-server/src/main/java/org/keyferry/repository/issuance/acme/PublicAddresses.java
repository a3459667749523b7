package org.keyferry.repository.issuance.acme;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Tells addresses of the Internet from those that mean something else: the special-purpose
/// registries of IANA (RFC 6890), and of IPv6 whatever is not global unicast (RFC 4291 §2.4).
final class PublicAddresses {

  private static final Network GLOBAL_UNICAST = Network.parse("2000::/3");
  private static final Network TRANSLATED = Network.parse("64:ff9b::/96"); // RFC 6052

  private static final List<Network> SPECIAL =
      Stream.of(
              "0.0.0.0/8", // this network
              "10.0.0.0/8", // private
              "100.64.0.0/10", // shared, behind the NAT of a carrier
              "127.0.0.0/8", // loopback
              "169.254.0.0/16", // link-local, where clouds tell their secrets
              "172.16.0.0/12", // private
              "192.0.0.0/24", // protocol assignments
              "192.0.2.0/24", // documentation
              "192.88.99.0/24", // relays of 6to4
              "192.168.0.0/16", // private
              "198.18.0.0/15", // benchmarks
              "198.51.100.0/24", // documentation
              "203.0.113.0/24", // documentation
              "224.0.0.0/4", // multicast
              "240.0.0.0/4", // reserved, and broadcast
              "2001::/23", // protocol assignments, Teredo
              "2001:db8::/32", // documentation
              "2002::/16", // 6to4, which leads to any IPv4 address
              "3fff::/20") // documentation
          .map(Network::parse)
          .toList();

  private PublicAddresses() {}

  static boolean contain(InetAddress address) {
    if (TRANSLATED.contains(address)) {
      return contain(lastFourOctets(address));
    }
    if (SPECIAL.stream().anyMatch(each -> each.contains(address))) {
      return false;
    }
    return address.getAddress().length == 4 || GLOBAL_UNICAST.contains(address);
  }

  private static InetAddress lastFourOctets(InetAddress address) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), 12, 16));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("four octets are an address", impossible);
    }
  }
}
