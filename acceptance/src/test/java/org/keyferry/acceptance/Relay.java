package org.keyferry.acceptance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// Passes octets on, both ways. A socket in the file system is seen from every network namespace,
/// so two relays lead from one into another without an interface between them.
final class Relay implements AutoCloseable {

  private static final int BUFFER = 64 * 1024;

  private final ServerSocketChannel listener;
  private final SocketAddress target;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private Relay(ServerSocketChannel listener, SocketAddress target) {
    this.listener = listener;
    this.target = target;
    threads.execute(this::accept);
  }

  /// From a TCP port to a socket in the file system, until it is killed: to be started in the
  /// namespace of the port.
  ///
  /// @param arguments address, port, file
  public static void main(String[] arguments) throws Exception {
    var listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])));
    var relay = new Relay(listener, UnixDomainSocketAddress.of(arguments[2]));
    System.out.println("relaying");
    relay.threads.awaitTermination(1, TimeUnit.DAYS);
  }

  /// From a socket in the file system to a port of the loopback interface.
  static Relay from(Path file, int port) throws IOException {
    var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(file));
    return new Relay(listener, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }

  private void accept() {
    try {
      while (true) {
        var caller = listener.accept();
        threads.execute(() -> connect(caller));
      }
    } catch (IOException closed) {
      threads.shutdown();
    }
  }

  private void connect(SocketChannel caller) {
    try {
      var called = SocketChannel.open(target);
      threads.execute(() -> pass(called, caller));
      pass(caller, called);
    } catch (IOException refused) {
      end(caller);
    }
  }

  private static void pass(SocketChannel from, SocketChannel to) {
    var buffer = ByteBuffer.allocate(BUFFER);
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      end(from);
    } catch (IOException broken) {
      end(from);
    }
    end(to);
  }

  private static void end(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException gone) {
      throw new IllegalStateException(gone);
    }
  }
}
