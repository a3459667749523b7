package org.keyferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// A real nginx with a prefix of its own, one HTTPS server on a free port of the loopback
/// interface, and its certificate in a snippet that somebody else writes.
public final class Nginx implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/sbin/nginx");
  private static final int COMMAND_SECONDS = 30;
  private static final int LOOK_MILLISECONDS = 5_000;
  private static final int LOOKS = 600;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final TestDirectory prefix;
  private final Path configuration;
  private final int port = FreePort.tcp();
  private @Nullable RunningProgram running;

  private Nginx(TestDirectory prefix, Path snippet) {
    this.prefix = prefix;
    this.configuration = prefix.write("nginx.conf", configuration(snippet));
  }

  /// Does not start it: without a snippet, it would not.
  ///
  /// @param snippet included in the server block
  public static Nginx including(Path snippet) {
    if (!Files.isExecutable(PROGRAM)) {
      throw new IllegalStateException("no nginx at " + PROGRAM + ": install the package nginx");
    }
    return new Nginx(TestDirectory.create("keyferry-nginx"), snippet);
  }

  public int port() {
    return port;
  }

  /// Returns as soon as it listens.
  public void start() {
    running =
        RunningProgram.start(
                prefix.path().resolve("output.log"), Map.of(), command("-g", "daemon off;"))
            .awaitPort(port);
  }

  public void stop() {
    if (running != null) {
      running.close();
      running = null;
    }
  }

  /// `nginx -t`, as an argument list.
  public List<String> validateCommand() {
    return command("-t");
  }

  /// `nginx -s reload`, as an argument list.
  public List<String> reloadCommand() {
    return command("-s", "reload");
  }

  /// Whether nginx would start with what is on the disk.
  public boolean isValid() {
    return run(validateCommand()) == 0;
  }

  /// Tells it to read its files again, as `logrotate` or an admin does at any time.
  public boolean reload() {
    return run(reloadCommand()) == 0;
  }

  /// What somebody else breaks.
  public void write(String configurationAtTheEnd) {
    prefix.write("extra.conf", configurationAtTheEnd);
  }

  /// The error log so far.
  public String errors() {
    try {
      return Files.readString(prefix.path().resolve("error.log"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// The leaf that it presents to a new connection.
  public X509Certificate served() {
    try (var socket =
        (SSLSocket)
            onlookersContext()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(LOOK_MILLISECONDS);
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Returns as soon as a new connection is presented this leaf: for a moment after a reload,
  /// workers old and new accept connections.
  ///
  /// @throws IllegalStateException if that does not come about in half a minute
  public void awaitServed(X509Certificate leaf) {
    for (var looks = 0; looks < LOOKS; looks++) {
      if (served().equals(leaf)) {
        return;
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
    throw new IllegalStateException("still served: " + served().getSerialNumber().toString(16));
  }

  @Override
  public void close() {
    stop();
    prefix.close();
  }

  private List<String> command(String... arguments) {
    var command = new ArrayList<String>();
    command.add(PROGRAM.toString());
    command.addAll(
        List.of(
            "-p", prefix.path().toString(),
            "-c", configuration.toString(),
            "-e", prefix.path().resolve("error.log").toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private int run(List<String> command) {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("did not end: " + command);
      }
      return process.exitValue();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  private String configuration(Path snippet) {
    var temporary = prefix.path().resolve("temporary");
    return """
    worker_processes 1;
    pid %1$s/nginx.pid;
    error_log %1$s/error.log notice;
    events { worker_connections 64; }
    http {
      access_log off;
      client_body_temp_path %2$s;
      proxy_temp_path %2$s;
      fastcgi_temp_path %2$s;
      uwsgi_temp_path %2$s;
      scgi_temp_path %2$s;
      server {
        listen 127.0.0.1:%3$d ssl;
        include %4$s;
        return 200 "served\\n";
      }
      include %1$s/extra*.conf;
    }
    """
        .replace("%1$s", prefix.path().toString())
        .replace("%2$s", temporary.toString())
        .replace("%3$d", Integer.toString(port))
        .replace("%4$s", snippet.toString());
  }

  private static SSLContext onlookersContext() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Onlooker()}, null);
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has TLS", impossible);
    }
  }

  /// A test compares the certificate itself.
  private static final class Onlooker extends X509ExtendedTrustManager {

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
