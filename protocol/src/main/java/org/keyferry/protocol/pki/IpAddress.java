package org.keyferry.protocol.pki;

import static java.util.stream.Collectors.joining;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// An IP identifier (RFC 8738 §3) in the form in which it goes into an order: four decimal numbers
/// (RFC 1123 §2.1), or the one text of RFC 5952 §4. It is an address that one host may have;
/// private ones are among them, for CAs of one's own.
///
/// Nobody is asked what a text means.
public record IpAddress(String value) implements Identifier {

  private static final int OCTETS_OF_4 = 4;
  private static final int OCTETS_OF_6 = 16;
  private static final int GROUPS = 8;
  private static final int PREFIX_OF_A_SITE = 4; // groups, so /64
  private static final int LONGEST = 45; // INET6_ADDRSTRLEN, without its end
  private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final Pattern GROUP = Pattern.compile("[0-9a-f]{1,4}");

  /// In brackets, with two colons, or of digits and dots up to a port: no DNS name is like that.
  private static final Pattern LOOK =
      Pattern.compile("\\[.*|[^:]*:[^:]*:.*|[0-9.]*[0-9]([:/%].*)?", Pattern.DOTALL);

  public IpAddress {
    var octets = read(value, value);
    requireHost(octets, value);
    var canonical = write(octets);
    if (!canonical.equals(value)) {
      throw refused(value, "its one form is " + canonical + " (RFC 5952)");
    }
  }

  /// Accepts what a person types: of IPv6 any form without dots, upper case too.
  ///
  /// @throws IllegalArgumentException naming the text, made printable
  public static IpAddress parse(String text) {
    var octets = read(text.strip().toLowerCase(Locale.ROOT), text);
    requireHost(octets, text);
    return new IpAddress(write(octets));
  }

  /// Whether a text is an address, or was meant to be one.
  static boolean isMeantBy(String text) {
    return LOOK.matcher(text).matches();
  }

  /// @param octets 4 or 16, as in a certificate (RFC 5280 §4.2.1.6)
  /// @throws IllegalArgumentException if they are no address of a host
  public static IpAddress of(Bytes octets) {
    if (octets.length() != OCTETS_OF_4 && octets.length() != OCTETS_OF_6) {
      throw refused(octets.toHex(), "of 4 octets, or of 16");
    }
    requireHost(octets.toArray(), octets.toHex());
    return new IpAddress(write(octets.toArray()));
  }

  /// The address that is asked for by this name in TLS (RFC 8738 §6); empty if it is none of those.
  public static Optional<IpAddress> ofReverse(DnsName name) {
    var labels = List.of(name.value().split("\\.", -1)).reversed();
    var address = labels.subList(2, labels.size());
    try {
      return switch (String.join(".", labels.subList(0, 2))) {
        case "arpa.in-addr" -> Optional.of(parse(String.join(".", address)));
        case "arpa.ip6" ->
            Optional.of(of(Bytes.of(HexFormat.of().parseHex(String.join("", address)))))
                .filter(each -> each.reverse().equals(name));
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException another) {
      return Optional.empty();
    }
  }

  /// 4, or 16.
  public Bytes octets() {
    return Bytes.of(read(value, value));
  }

  public boolean isIpv6() {
    return value.indexOf(':') >= 0;
  }

  public InetAddress toInetAddress() {
    try {
      return InetAddress.getByAddress(octets().toArray());
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("4 octets or 16 are an address", impossible);
    }
  }

  /// As host of a URL (RFC 3986 §3.2.2): IPv6 in brackets.
  public String inUrl() {
    return isIpv6() ? "[" + value + "]" : value;
  }

  /// The name below `in-addr.arpa` (RFC 1035 §3.5) or `ip6.arpa` (RFC 3596 §2.5).
  public DnsName reverse() {
    return isIpv6()
        ? new DnsName(
            octets().toHex().chars().mapToObj(Character::toString).toList().reversed().stream()
                .collect(joining(".", "", ".ip6.arpa")))
        : new DnsName(
            String.join(".", List.of(value.split("\\.", -1)).reversed()) + ".in-addr.arpa");
  }

  /// Those who have one address of IPv6 have the 64 bits behind it as well.
  ///
  /// @return an address of IPv4 itself, of IPv6 its first 64 bits: `2001:db8::/64`
  public String site() {
    if (!isIpv6()) {
      return value;
    }
    var groups = groupsOf(octets().toArray());
    Arrays.fill(groups, PREFIX_OF_A_SITE, GROUPS, 0);
    return write(groups) + "/64";
  }

  @Override
  public String toString() {
    return value;
  }

  private static byte[] read(String text, String typed) {
    if (text.length() > LONGEST) {
      throw refused(typed, "at most " + LONGEST + " characters");
    }
    if (text.startsWith("[") || text.indexOf('/') >= 0) {
      throw refused(typed, "without brackets, port and length of a prefix");
    }
    if (text.indexOf('%') >= 0) {
      throw refused(typed, "a zone means something on one host alone: leave it out");
    }
    if (text.indexOf(':') < 0) {
      return readIpv4(text, typed);
    }
    if (text.indexOf('.') >= 0) {
      throw refused(
          typed, "IPv6 all in hexadecimal, an address of IPv4 by itself; in both cases no port");
    }
    return readIpv6(text, typed);
  }

  private static byte[] readIpv4(String text, String typed) {
    var numbers = text.split("\\.", -1);
    if (numbers.length != OCTETS_OF_4
        || !Arrays.stream(numbers).allMatch(each -> DECIMAL.matcher(each).matches())) {
      throw refused(typed, "four decimal numbers without leading zeros, or IPv6");
    }
    var octets = new byte[OCTETS_OF_4];
    for (var index = 0; index < octets.length; index++) {
      var number = Integer.parseInt(numbers[index]);
      if (number > 0xff) {
        throw refused(typed, "a number is at most 255");
      }
      octets[index] = (byte) number;
    }
    return octets;
  }

  /// RFC 4291 §2.2, forms 1 and 2.
  private static byte[] readIpv6(String text, String typed) {
    var halves = text.split("::", -1);
    var groups = new ArrayList<>(groupsIn(halves[0], typed));
    if (halves.length == 1 && groups.size() != GROUPS) {
      throw refused(typed, "eight groups, or one `::` for those that are zero");
    }
    if (halves.length > 2) {
      throw refused(typed, "one `::` at most");
    }
    if (halves.length == 2) {
      var last = groupsIn(halves[1], typed);
      if (groups.size() + last.size() >= GROUPS) {
        throw refused(typed, "at most seven groups beside `::`");
      }
      while (groups.size() + last.size() < GROUPS) {
        groups.add(0);
      }
      groups.addAll(last);
    }
    var octets = new byte[OCTETS_OF_6];
    for (var index = 0; index < GROUPS; index++) {
      octets[2 * index] = (byte) (groups.get(index) >> 8);
      octets[2 * index + 1] = groups.get(index).byteValue();
    }
    return octets;
  }

  private static List<Integer> groupsIn(String half, String typed) {
    if (half.isEmpty()) {
      return List.of();
    }
    return Arrays.stream(half.split(":", -1))
        .map(each -> {
          if (!GROUP.matcher(each).matches()) {
            throw refused(typed, "groups of one to four hexadecimal digits");
          }
          return Integer.parseInt(each, 16);
        })
        .toList();
  }

  private static void requireHost(byte[] octets, String typed) {
    if (octets.length == OCTETS_OF_4) {
      requireHostOfIpv4(octets, typed);
    } else {
      requireHostOfIpv6(groupsOf(octets), typed);
    }
  }

  private static void requireHostOfIpv4(byte[] octets, String typed) {
    var first = octets[0] & 0xff;
    if (first == 0) { // RFC 1122 §3.2.1.3
      throw refused(typed, "0.0.0.0/8 is no address of a host");
    }
    if (first >= 240) { // RFC 1112 §4, RFC 919 §7
      throw refused(typed, "240.0.0.0/4 is no address of a host");
    }
    if (first >= 224) { // RFC 1112 §4
      throw refused(typed, "a multicast address is that of a group, not of a host");
    }
    if (first == 169 && (octets[1] & 0xff) == 254) { // RFC 3927
      throw refused(typed, "a link-local address is somebody else on the next link");
    }
  }

  private static void requireHostOfIpv6(int[] groups, String typed) {
    var upper = Arrays.stream(groups).limit(6).toArray();
    if (Arrays.equals(upper, new int[] {0, 0, 0, 0, 0, 0xffff})) { // RFC 4291 §2.5.5.2
      throw refused(typed, "it stands for an address of IPv4: write that");
    }
    if (Arrays.stream(upper).allMatch(each -> each == 0) && (groups[6] != 0 || groups[7] != 1)) {
      throw refused(typed, "of ::/96, only ::1 is an address of a host"); // RFC 4291 §2.5.2, 5.1
    }
    if ((groups[0] & 0xff00) == 0xff00) { // RFC 4291 §2.7
      throw refused(typed, "a multicast address is that of a group, not of a host");
    }
    if ((groups[0] & 0xffc0) == 0xfe80) { // RFC 4291 §2.5.6
      throw refused(typed, "a link-local address is somebody else on the next link");
    }
  }

  private static int[] groupsOf(byte[] octets) {
    var groups = new int[GROUPS];
    for (var index = 0; index < GROUPS; index++) {
      groups[index] = ((octets[2 * index] & 0xff) << 8) | (octets[2 * index + 1] & 0xff);
    }
    return groups;
  }

  private static String write(byte[] octets) {
    return octets.length == OCTETS_OF_4
        ? (octets[0] & 0xff)
            + "."
            + (octets[1] & 0xff)
            + "."
            + (octets[2] & 0xff)
            + "."
            + (octets[3] & 0xff)
        : write(groupsOf(octets));
  }

  /// RFC 5952 §4: no leading zeros, lower case, `::` for the longest run of two zeros or more, and
  /// of equal ones for the first.
  private static String write(int[] groups) {
    var from = 0;
    var most = 1; // §4.2.2: not for one alone
    for (var index = 0; index < GROUPS; index++) {
      var run = zerosFrom(index, groups);
      if (run > most) {
        from = index;
        most = run;
      }
    }
    return most == 1
        ? joined(groups, 0, GROUPS)
        : joined(groups, 0, from) + "::" + joined(groups, from + most, GROUPS);
  }

  private static int zerosFrom(int index, int[] groups) {
    var end = index;
    while (end < GROUPS && groups[end] == 0) {
      end++;
    }
    return end - index;
  }

  private static String joined(int[] groups, int from, int to) {
    var text = new ArrayList<String>();
    for (var index = from; index < to; index++) {
      text.add(Integer.toHexString(groups[index]));
    }
    return String.join(":", text);
  }

  private static IllegalArgumentException refused(String text, String rule) {
    return new IllegalArgumentException(
        "not an IP address: '" + Printable.of(text) + "' (" + rule + ")");
  }
}
