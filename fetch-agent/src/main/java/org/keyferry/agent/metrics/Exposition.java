package org.keyferry.agent.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keyferry.agent.cycle.Settings;
import org.keyferry.agent.cycle.StatusPage;
import org.keyferry.agent.cycle.Trouble;
import org.keyferry.agent.disk.Folder;
import org.keyferry.agent.disk.Ownership;

/// The metrics of a running agent, where the settings want them.
public final class Exposition implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Exposition.class);
  private static final String PATH = "/metrics";
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;

  private final Settings.Metrics wanted;
  private final Source source;
  private final String version;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final @Nullable HttpServer server;

  private Exposition(Settings.Metrics wanted, Source source, String version) throws IOException {
    this.wanted = wanted;
    this.source = source;
    this.version = version;
    this.server = wanted.listen().isPresent() ? serverAt(wanted.listen().get()) : null;
  }

  /// Listens, if the settings say where.
  ///
  /// @param version release of this program
  public static Exposition begin(Settings.Metrics wanted, Source source, String version)
      throws IOException {
    return new Exposition(wanted, source, version);
  }

  /// Writes the file, if there is to be one, for an agent that makes one round and ends.
  public static void publishOnce(Settings.Metrics wanted, Source source, String version)
      throws IOException {
    try (var exposition =
        begin(new Settings.Metrics(wanted.textfile(), Optional.empty()), source, version)) {
      exposition.publish();
    }
  }

  /// Writes the file, if there is to be one. Never keeps the agent from its work.
  public void publish() {
    if (wanted.textfile().isEmpty()) {
      return;
    }
    var file = wanted.textfile().get();
    try {
      folderOf(file)
          .replace(
              String.valueOf(file.getFileName()),
              StatusMetrics.of(source.read(), version),
              Ownership.PUBLIC);
    } catch (IOException failure) {
      LOG.warnf("metrics not written file=%s: %s", file, Trouble.sentenceOf(failure));
    }
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
    }
    threads.shutdownNow();
  }

  private HttpServer serverAt(InetSocketAddress address) throws IOException {
    HttpServer made;
    try {
      made = HttpServer.create(address, 0);
    } catch (IOException taken) {
      throw new FileSystemException(
          address.getHostString() + ":" + address.getPort(),
          null,
          "cannot be listened at for metrics (" + taken.getMessage() + "): choose another port");
    }
    made.createContext("/", this::answer);
    made.setExecutor(threads);
    made.start();
    return made;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        exchange.sendResponseHeaders(NOT_FOUND, -1);
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        exchange.sendResponseHeaders(NOT_ALLOWED, -1);
      } else {
        answerWithMetrics(exchange);
      }
    }
  }

  private void answerWithMetrics(HttpExchange exchange) throws IOException {
    byte[] text;
    try {
      text = StatusMetrics.of(source.read(), version);
    } catch (IOException unreadable) {
      LOG.warnf("metrics not read: %s", Trouble.sentenceOf(unreadable));
      exchange.sendResponseHeaders(UNAVAILABLE, -1);
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", StatusMetrics.CONTENT_TYPE);
    exchange.sendResponseHeaders(OK, text.length);
    exchange.getResponseBody().write(text);
  }

  private static Folder folderOf(Path file) {
    var parent = file.getParent();
    return new Folder(parent == null ? Path.of("/") : parent);
  }

  /// Says how the host stands now.
  @FunctionalInterface
  public interface Source {
    StatusPage read() throws IOException;
  }
}
