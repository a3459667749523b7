package org.keyferry.testkit.acme;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.testkit.HttpsIdentity;

/// Stands before a CA, and turns a share of the requests away: 429 and 503, with and without a
/// problem document, Retry-After in seconds, as a date, in the past, absurd.
public final class BusyProxy implements AutoCloseable {

  private static final Duration SHORT = Duration.ofSeconds(3);
  private static final Duration LONG = Duration.ofSeconds(6);

  private final URI backend;
  private final X509Certificate backendRoot;
  private final HttpsIdentity identity = HttpsIdentity.create("busy proxy");
  private final RandomGenerator random;
  private final double share;
  private final List<Trouble> troubles;
  private final InstantSource clock;
  private final HttpsDoor door;

  /// @param backend any URL of the CA
  /// @param share of the requests that are turned away, from 0 to 1
  /// @param cap how long a client that is told nonsense waits at most
  public BusyProxy(
      URI backend,
      X509Certificate backendRoot,
      double share,
      Duration cap,
      RandomGenerator random,
      InstantSource clock) {
    this.backend = backend;
    this.backendRoot = backendRoot;
    this.share = share;
    this.random = random;
    this.clock = clock;
    this.troubles = troubles(cap);
    this.door = new HttpsDoor(identity, clock, this::answer);
  }

  private static List<Trouble> troubles(Duration cap) {
    return List.of(
        Trouble.rateLimited(LONG),
        Trouble.busy(SHORT),
        Trouble.busy(LONG),
        Trouble.busyUntilDate(LONG),
        Trouble.absurd(503, "99999999999999999999999", cap),
        Trouble.absurd(429, "Fri, 31 Dec 9999 23:59:59 GMT", cap),
        Trouble.meaningless(503, Trouble.httpDate(Instant.EPOCH)),
        Trouble.meaningless(429, "-5"),
        Trouble.meaningless(503, "soon"),
        Trouble.meaningless(503, "0"));
  }

  /// The URL that leads to the same path at the CA.
  public URI url(URI atCa) {
    return door.url(atCa.getRawPath());
  }

  /// The root of its HTTPS certificate.
  public X509Certificate httpsRoot() {
    return identity.root();
  }

  public RequestRecord requests() {
    return door.record();
  }

  private Reply answer(HttpExchange exchange) throws IOException {
    var body = exchange.getRequestBody().readAllBytes();
    if (random.nextDouble() < share) {
      return troubles.get(random.nextInt(troubles.size())).at(clock.instant());
    }
    return forward(exchange, body);
  }

  /// By hand, since the CA has to see the Host of the client: it makes its URLs of it, and what is
  /// signed has them.
  private Reply forward(HttpExchange exchange, byte[] body) throws IOException {
    var factory = HttpsIdentity.trusting(backendRoot).getSocketFactory();
    try (var socket = factory.createSocket(backend.getHost(), backend.getPort())) {
      socket.getOutputStream().write(requestOf(exchange, body));
      socket.getOutputStream().flush();
      return replyOf(socket.getInputStream().readAllBytes());
    }
  }

  private static byte[] requestOf(HttpExchange exchange, byte[] body) throws IOException {
    var head =
        new StringBuilder(exchange.getRequestMethod())
            .append(' ')
            .append(exchange.getRequestURI().getRawPath())
            .append(" HTTP/1.0\r\n");
    for (var name : List.of("Host", "Content-Type", "Accept", "User-Agent")) {
      var value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        head.append(name).append(": ").append(value).append("\r\n");
      }
    }
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    var request = new ByteArrayOutputStream();
    request.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    request.write(body);
    return request.toByteArray();
  }

  private static Reply replyOf(byte[] response) {
    var text = new String(response, StandardCharsets.ISO_8859_1);
    var end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IllegalStateException("no HTTP response: " + text);
    }
    var lines = text.substring(0, end).lines().toList();
    var body = Bytes.of(text.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1));
    var reply = new Reply(Integer.parseInt(lines.getFirst().split(" ", 3)[1]), body, "");
    for (var line : lines.subList(1, lines.size())) {
      var colon = line.indexOf(':');
      var name = line.substring(0, colon);
      var value = line.substring(colon + 1).strip();
      reply =
          switch (name.toLowerCase(Locale.ROOT)) {
            case "content-type" ->
                new Reply(
                    reply.status(), reply.body(), value, reply.headers(), reply.closedUntil());
            case "content-length", "connection", "date", "transfer-encoding" -> reply;
            default -> reply.with(name, value);
          };
    }
    return reply;
  }

  @Override
  public void close() {
    door.close();
  }
}
