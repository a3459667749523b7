package org.keyferry.agent.reload;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The TCP ports on which somebody of this host listens, as the kernel tells (proc(5),
/// `/proc/net/tcp`).
final class ListeningPorts {

  private static final List<Path> TABLES =
      List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));
  private static final String LISTEN = "0A";
  private static final int ADDRESS = 1;
  private static final int STATE = 3;
  private static final int USER = 7;
  private static final int COLUMNS = 10;
  private static final int IPV4 = 4;
  private static final int IPV6 = 16;

  private ListeningPorts() {}

  /// Numbers of the users who listen where a connection to this address ends.
  static Set<String> usersAt(InetSocketAddress address) throws IOException {
    var places = placesOf(address);
    var users = new HashSet<String>();
    for (var table : TABLES) {
      if (!Files.exists(table)) {
        continue; // of a kernel without IPv6
      }
      for (var line : Files.readAllLines(table)) {
        var columns = line.strip().split("\\s+", -1);
        if (columns.length >= COLUMNS
            && columns[STATE].equals(LISTEN)
            && places.contains(columns[ADDRESS])) {
          users.add(columns[USER]);
        }
      }
    }
    return users;
  }

  /// The address, the same as IPv6 has it, and what stands for all addresses.
  private static Set<String> placesOf(InetSocketAddress address) {
    var octets = address.getAddress().getAddress();
    return Stream.of(octets, inIpv6(octets), new byte[IPV4], new byte[IPV6])
        .map(each -> written(each, address.getPort()))
        .collect(Collectors.toSet());
  }

  /// RFC 4291 §2.5.5.2.
  private static byte[] inIpv6(byte[] octets) {
    return octets.length == IPV6
        ? octets
        : ByteBuffer.allocate(IPV6).putLong(0).putInt(0xffff).put(octets).array();
  }

  /// Words of four octets, each as the number that it is to this machine.
  private static String written(byte[] octets, int port) {
    var words = ByteBuffer.wrap(octets).order(ByteOrder.nativeOrder());
    var text = new StringBuilder();
    while (words.hasRemaining()) {
      text.append(String.format(Locale.ROOT, "%08X", words.getInt()));
    }
    return text.append(String.format(Locale.ROOT, ":%04X", port)).toString();
  }
}
