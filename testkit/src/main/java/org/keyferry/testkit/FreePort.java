package org.keyferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;

/// A port of the loopback interface that nobody listens on. No port is given out twice in one JVM,
/// none is one that the kernel gives to connections, and JVMs that run at once begin at different
/// ones; another process may take it before the caller does, which is rare and shows at once.
public final class FreePort {

  private static final int FIRST = 10_000;
  private static final int PORTS = 22_000; // below 32768, where those of connections begin
  private static final int STRIDE = 617; // between JVMs that were started one after the other

  private static int given = Math.floorMod(ProcessHandle.current().pid() * STRIDE, PORTS);

  private FreePort() {}

  /// Free for TCP.
  public static int tcp() {
    for (var tries = 0; tries < PORTS; tries++) {
      var port = next();
      if (isFreeForTcp(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port on the loopback interface");
  }

  /// Free for TCP and for UDP under the same number, as a DNS server needs it.
  public static int tcpAndUdp() {
    for (var tries = 0; tries < PORTS; tries++) {
      var port = tcp();
      if (isFreeForUdp(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no port of the loopback interface is free for TCP and UDP");
  }

  private static synchronized int next() {
    given = (given + 1) % PORTS;
    return FIRST + given;
  }

  private static boolean isFreeForTcp(int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (BindException taken) {
      return false;
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
}
