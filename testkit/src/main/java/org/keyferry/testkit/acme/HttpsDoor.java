package org.keyferry.testkit.acme;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.keyferry.testkit.HttpsIdentity;

/// HTTPS on a port of the loopback interface; keeps a record of what came.
final class HttpsDoor implements AutoCloseable {

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final RequestRecord record = new RequestRecord();
  private final InstantSource clock;

  HttpsDoor(HttpsIdentity identity, InstantSource clock, Desk desk) {
    this.clock = clock;
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.setHttpsConfigurator(new HttpsConfigurator(identity.serverContext()));
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, desk));
    server.start();
  }

  /// Who answers.
  interface Desk {
    Reply answer(HttpExchange exchange) throws IOException;
  }

  RequestRecord record() {
    return record;
  }

  URI url(String path) {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private void answer(HttpExchange exchange, Desk desk) throws IOException {
    var at = clock.instant();
    try (exchange) {
      var reply = desk.answer(exchange);
      if (!reply.contentType().isEmpty()) {
        exchange.getResponseHeaders().set("Content-Type", reply.contentType());
      }
      reply.headers().forEach(each -> exchange.getResponseHeaders().add(each.name(), each.value()));
      var body = reply.body().toArray();
      var bodiless = exchange.getRequestMethod().equals("HEAD") || body.length == 0;
      exchange.sendResponseHeaders(reply.status(), bodiless ? -1 : body.length);
      if (!bodiless) {
        exchange.getResponseBody().write(body);
      }
      exchange.getResponseBody().flush();
      record.add(
          new RequestRecord.Entry(
              at,
              clock.instant(),
              exchange.getRequestMethod() + " " + exchange.getRequestURI(),
              reply.status(),
              reply.closedUntil()));
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
