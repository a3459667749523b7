package org.keyferry.repository.issuance;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/// What `POST /update` of an acme-dns does, for one registration, written from its documentation.
/// The records stand in a BIND.
final class AcmeDnsStub implements AutoCloseable {

  static final String USER = "c36f50e8-4632-44f0-83fe-e070fef28a10";
  static final String KEY = "htB9mR9DYgcu9bX_afHF62erXaH2TS7bg9KW3F7Z";
  static final String SUBDOMAIN = "8e5700ea-a4bf-41c7-8a77-e990661dcc6a";

  private final HttpServer server;
  private final Updates names;
  private final AtomicInteger updates = new AtomicInteger();

  private AcmeDnsStub(HttpServer server, Updates names) {
    this.server = server;
    this.names = names;
  }

  static AcmeDnsStub start(int port, Updates names) throws IOException {
    var server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    var stub = new AcmeDnsStub(server, new Updates("auth.test.", names.port(), names.secret()));
    server.createContext("/update", stub::update);
    server.start();
    return stub;
  }

  /// How many records it took.
  int updates() {
    return updates.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void update(HttpExchange exchange) throws IOException {
    var body = new ObjectMapper().readTree(exchange.getRequestBody());
    var headers = exchange.getRequestHeaders();
    if (!USER.equals(headers.getFirst("X-Api-User"))
        || !KEY.equals(headers.getFirst("X-Api-Key"))
        || !SUBDOMAIN.equals(body.path("subdomain").asText())) {
      answer(exchange, 401, "{\"error\": \"forbidden\"}");
      return;
    }
    var text = body.path("txt").asText();
    if (text.length() != 43) {
      answer(exchange, 400, "{\"error\": \"bad_txt\"}");
      return;
    }
    names.add(SUBDOMAIN + ".auth.test.", text);
    updates.incrementAndGet();
    answer(exchange, 200, "{\"txt\": \"" + text + "\"}");
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    var bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
