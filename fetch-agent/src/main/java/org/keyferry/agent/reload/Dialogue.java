package org.keyferry.agent.reload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says something to a server of this host and listens until it hangs up.
final class Dialogue {

  private static final int LARGEST_ANSWER = 1 << 16;
  private static final int BUFFER = 4096;

  private final SocketAddress address;
  private final byte[] said;
  private final Hearers hearers;
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
  private @Nullable SocketChannel channel;
  private boolean givenUp;
  private @Nullable IOException failure;

  private Dialogue(SocketAddress address, byte[] said, Hearers hearers) {
    this.address = address;
    this.said = said;
    this.hearers = hearers;
  }

  /// @param said is not kept
  /// @param hearers who may be told; nothing is said to anybody else
  /// @return empty if it did not hang up in time
  /// @throws IOException if nobody is there, or somebody else
  static Optional<byte[]> hold(
      SocketAddress address, byte[] said, Hearers hearers, Duration timeout)
      throws IOException, InterruptedException {
    var dialogue = new Dialogue(address, said, hearers);
    var thread = Thread.startVirtualThread(dialogue::talk);
    try {
      return thread.join(timeout) ? Optional.of(dialogue.answer()) : Optional.empty();
    } finally {
      dialogue.giveUp();
      thread.join(); // closing its channel ends it; what was said can be wiped
    }
  }

  private void talk() {
    try (var opened = open()) {
      opened.connect(address);
      hearers.require(opened);
      for (var rest = ByteBuffer.wrap(said); rest.hasRemaining(); ) {
        opened.write(rest);
      }
      var buffer = ByteBuffer.allocate(BUFFER);
      while (opened.read(buffer) >= 0 && answer.size() < LARGEST_ANSWER) {
        answer.write(buffer.array(), 0, buffer.position());
        buffer.clear();
      }
    } catch (IOException ended) {
      failure = ended;
    }
  }

  /// A server that hangs up without reading everything has said what it had to say.
  private byte[] answer() throws IOException {
    if (failure != null && answer.size() == 0) {
      throw failure;
    }
    return answer.toByteArray();
  }

  private synchronized SocketChannel open() throws IOException {
    if (givenUp) {
      throw new IOException("given up");
    }
    var opened =
        address instanceof UnixDomainSocketAddress
            ? SocketChannel.open(StandardProtocolFamily.UNIX)
            : SocketChannel.open();
    channel = opened;
    return opened;
  }

  private synchronized void giveUp() throws IOException {
    givenUp = true;
    if (channel != null) {
      channel.close();
    }
  }
}
