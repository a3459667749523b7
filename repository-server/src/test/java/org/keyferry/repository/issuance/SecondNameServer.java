package org.keyferry.repository.issuance;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;

/// A secondary of the BIND at 127.0.0.1 that has missed the last change of its zones, until it
/// catches up. BIND itself listens at addresses of interfaces only, and loopback has one.
final class SecondNameServer implements AutoCloseable {

  private final DatagramSocket socket;
  private final SimpleResolver primary;
  private volatile boolean isCurrent;

  private SecondNameServer(DatagramSocket socket, SimpleResolver primary) {
    this.socket = socket;
    this.primary = primary;
  }

  /// @param port its own and that of the primary
  static SecondNameServer start(String host, int port) throws IOException {
    var primary = new SimpleResolver("127.0.0.1");
    primary.setPort(port);
    var socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(host), port));
    var server = new SecondNameServer(socket, primary);
    Thread.ofVirtual().start(server::serve);
    return server;
  }

  void catchesUp() {
    isCurrent = true;
  }

  @Override
  public void close() {
    socket.close();
  }

  private void serve() {
    try {
      while (true) {
        var packet = new DatagramPacket(new byte[1232], 1232);
        socket.receive(packet);
        var answer =
            answer(new Message(Arrays.copyOf(packet.getData(), packet.getLength()))).toWire();
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      }
    } catch (SocketException closed) {
      // the test is over
    } catch (IOException failure) {
      throw new IllegalStateException("the second name server broke down", failure);
    }
  }

  private Message answer(Message question) throws IOException {
    if (isCurrent) {
      return primary.send(question);
    }
    var nothing = new Message(question.getHeader().getID());
    nothing.getHeader().setFlag(Flags.QR);
    nothing.getHeader().setFlag(Flags.AA);
    nothing.addRecord(question.getQuestion(), Section.QUESTION);
    return nothing;
  }
}
