package org.keyferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// A TLS server on the loopback interface that presents what a test tells it: what is on the disk
/// now, as a server that has just read it; one certificate after the other, as one whose workers
/// disagree; or none.
///
/// One context serves all connections, so whoever wants to resume a session can.
public final class ScriptedListener implements AutoCloseable {

  private static final int PATIENCE_MILLISECONDS = 20_000;
  private static final String ALIAS = "pair";

  private final ServerSocket socket;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SSLContext context;
  private final Manners manners;
  private static final ThreadLocal<ServerPair> PRESENTED = new ThreadLocal<>();
  private final List<String> namesAskedFor = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicReference<Manner> manner = new AtomicReference<>(new Manner.Mute());
  private volatile List<String> protocols = List.of("TLSv1.3", "TLSv1.2");

  private ScriptedListener(Manners manners) {
    this.manners = manners;
    try {
      context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new Presenter(namesAskedFor)}, null, null);
      socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has TLS", impossible);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    threads.execute(this::accept);
  }

  /// Mute until it is told what to present.
  public static ScriptedListener tls() {
    return new ScriptedListener(Manners.NONE);
  }

  /// Speaks as much SMTP as STARTTLS needs.
  public static ScriptedListener smtp() {
    return new ScriptedListener(Manners.SMTP);
  }

  /// Speaks as much IMAP as STARTTLS needs.
  public static ScriptedListener imap() {
    return new ScriptedListener(Manners.IMAP);
  }

  public int port() {
    return socket.getLocalPort();
  }

  /// So many connections came so far.
  public int connections() {
    return connections.get();
  }

  /// What each handshake asked for (RFC 6066 §3); empty if for nothing.
  public List<String> namesAskedFor() {
    return List.copyOf(namesAskedFor);
  }

  /// Presents what is in this file when somebody connects.
  public void follows(Path combined) {
    presents(() -> Optional.of(ServerPair.readFrom(combined)));
  }

  /// Presents them in turn, one for each connection.
  public void presents(ServerPair... pairs) {
    var turns = List.of(pairs);
    var turn = new AtomicInteger();
    presents(() -> Optional.of(turns.get(turn.getAndIncrement() % turns.size())));
  }

  /// @param pair asked at each connection; empty to hang up
  public void presents(Supplier<Optional<ServerPair>> pair) {
    manner.set(new Manner.Presenting(pair));
  }

  /// Accepts, and says nothing.
  public void isMute() {
    manner.set(new Manner.Mute());
  }

  /// Accepts, and closes.
  public void hangsUp() {
    manner.set(new Manner.HangingUp());
  }

  /// Says this in place of what its protocol asks for, octet by octet, each at the beck of `next`.
  ///
  /// @param octet the n-th, or a negative number to close; may block
  public void says(IntFunction<Integer> octet) {
    manner.set(new Manner.Saying(octet));
  }

  /// Speaks TLS 1.2 from now on, whose sessions are resumed without a certificate.
  public void speaksOldTls() {
    protocols = List.of("TLSv1.2");
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } finally {
      threads.shutdownNow();
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        var connection = socket.accept();
        connections.incrementAndGet();
        threads.execute(() -> serve(connection));
      } catch (SocketException closed) {
        return;
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setSoTimeout(PATIENCE_MILLISECONDS);
      switch (manner.get()) {
        case Manner.Presenting(var pair) -> {
          var presented = pair.get();
          if (presented.isPresent()) {
            present(connection, presented.get());
          }
        }
        case Manner.Saying(var octet) -> say(connection, octet);
        case Manner.HangingUp _ -> {}
        case Manner.Mute _ -> untilClosed(connection);
      }
    } catch (IOException gone) {
      // a client that has seen enough
    }
  }

  private void present(Socket connection, ServerPair pair) throws IOException {
    manners.agree(connection);
    PRESENTED.set(pair);
    try (var tls =
        (SSLSocket) context.getSocketFactory().createSocket(connection, null, port(), true)) {
      tls.setUseClientMode(false);
      tls.setEnabledProtocols(protocols.toArray(String[]::new));
      tls.startHandshake();
      untilClosed(tls);
    }
  }

  private static void say(Socket connection, IntFunction<Integer> octets) throws IOException {
    var out = connection.getOutputStream();
    var octet = octets.apply(0);
    for (var next = 1; octet >= 0; next++) {
      out.write(octet);
      out.flush();
      octet = octets.apply(next);
    }
    connection.shutdownOutput(); // a plain close would take back what was said
    untilClosed(connection);
  }

  private static void untilClosed(Socket connection) throws IOException {
    var in = connection.getInputStream();
    while (in.read() >= 0) {
      // whatever it says
    }
  }

  private sealed interface Manner {

    record Presenting(Supplier<Optional<ServerPair>> pair) implements Manner {}

    record Saying(IntFunction<Integer> octet) implements Manner {}

    record HangingUp() implements Manner {}

    record Mute() implements Manner {}
  }

  /// What comes before TLS.
  private enum Manners {
    NONE {
      @Override
      void agree(Socket connection) {}
    },
    SMTP {
      @Override
      void agree(Socket connection) throws IOException {
        say(connection, "220-mail.example.test is here", "220 for you");
        require(connection, "EHLO ");
        say(connection, "250-mail.example.test", "250-STARTTLS", "250 8BITMIME");
        require(connection, "STARTTLS");
        say(connection, "220 go ahead");
      }
    },
    IMAP {
      @Override
      void agree(Socket connection) throws IOException {
        say(connection, "* OK [CAPABILITY IMAP4rev2 STARTTLS] ready");
        var command = require(connection, "");
        var tag = command.substring(0, command.indexOf(' '));
        say(connection, "* CAPABILITY IMAP4rev2", tag + " OK begin");
      }
    };

    abstract void agree(Socket connection) throws IOException;

    private static void say(Socket connection, String... lines) throws IOException {
      connection
          .getOutputStream()
          .write((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String require(Socket connection, String beginning) throws IOException {
      var line = new StringBuilder();
      var in = connection.getInputStream();
      for (var octet = in.read(); octet != '\n'; octet = in.read()) {
        if (octet < 0) {
          throw new IOException("the client hung up");
        }
        line.append((char) octet);
      }
      if (!line.toString().startsWith(beginning)) {
        throw new IOException("not " + beginning + ": " + line);
      }
      return line.toString();
    }
  }

  /// The handshake is made by the thread of the connection.
  private static final class Presenter extends X509ExtendedKeyManager {

    private final List<String> namesAskedFor;

    Presenter(List<String> namesAskedFor) {
      this.namesAskedFor = namesAskedFor;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket connection) {
      if (!keyType.equals(PRESENTED.get().key().getAlgorithm())) {
        return null;
      }
      if (connection instanceof SSLSocket tls
          && tls.getHandshakeSession() instanceof ExtendedSSLSession session) {
        namesAskedFor.add(
            session.getRequestedServerNames().stream()
                .map(each -> new String(each.getEncoded(), StandardCharsets.US_ASCII))
                .collect(Collectors.joining(" ")));
      }
      return ALIAS;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return PRESENTED.get().chain().certificates().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return PRESENTED.get().key();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyType, Principal @Nullable [] issuers, @Nullable Socket connection) {
      return null;
    }
  }
}
