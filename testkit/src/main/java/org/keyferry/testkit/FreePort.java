package org.keyferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Set;

/// A port of the loopback interface that nobody listens on. No port is given out twice in one JVM;
/// another process may take it before the caller does, which is rare and shows at once.
public final class FreePort {

  private static final int TRIES = 100;
  private static final Set<Integer> GIVEN = new HashSet<>();

  private FreePort() {}

  /// Free for TCP.
  public static int tcp() {
    for (var tries = 0; tries < TRIES; tries++) {
      var port = bound();
      if (isNew(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port on the loopback interface");
  }

  /// Free for TCP and for UDP under the same number, as a DNS server needs it.
  public static int tcpAndUdp() {
    for (var tries = 0; tries < TRIES; tries++) {
      var port = tcp();
      if (isFreeForUdp(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no port of the loopback interface is free for TCP and UDP");
  }

  private static int bound() {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static boolean isFreeForUdp(int port) {
    try (var socket = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (SocketException taken) {
      return false;
    }
  }

  private static synchronized boolean isNew(int port) {
    return GIVEN.add(port);
  }
}
