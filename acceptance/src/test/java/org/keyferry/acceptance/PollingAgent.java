package org.keyferry.acceptance;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.keyferry.agent.cycle.Pace;
import org.keyferry.agent.cycle.Settings;

/// The polls of an agent and nothing else of it, on a thread that costs nothing: the HTTP client of
/// the JDK would take two of the system for each identity.
final class PollingAgent {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final int number;
  private final URI server;
  private final SSLContext identity;
  private final Settings.Poll poll;
  private final Duration beginning;
  private final Pace pace;
  private final Consumer<Fleet.Request> record;

  private volatile long lastInformed;
  private volatile @Nullable SSLSocket connection;
  private String entityTag = "";

  PollingAgent(
      int number,
      URI server,
      SSLContext identity,
      Settings.Poll poll,
      Random chance,
      Consumer<Fleet.Request> record) {
    this.number = number;
    this.server = server;
    this.identity = identity;
    this.poll = poll;
    this.beginning = Duration.ofMillis(chance.nextLong(poll.longPoll().toMillis()));
    this.pace = new Pace(poll, new Random(chance.nextLong()));
    this.record = record;
    this.lastInformed = System.nanoTime();
  }

  long lastInformed() {
    return lastInformed;
  }

  void askUntil(CountDownLatch stop) {
    try {
      var pause = beginning;
      while (!stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        pause = ask();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      hangUp();
    }
  }

  /// Drops the connection, also from under a request that waits.
  void hangUp() {
    var held = connection;
    connection = null;
    if (held != null) {
      try {
        held.close();
      } catch (IOException alreadyGone) {
        // which is what was wanted
      }
    }
  }

  /// @return how long to pause before the next request
  private Duration ask() {
    var begun = System.nanoTime();
    var wait = entityTag.isEmpty() ? Duration.ZERO : poll.longPoll();
    try {
      var answer = answerTo(wait);
      var took = Duration.ofNanos(System.nanoTime() - begun);
      record.accept(new Fleet.Request(number, begun, answer.isServed(), answer.statusLine()));
      if (!answer.isServed()) {
        return pace.afterFailure(
            wait, took, answer.field("retry-after").map(PollingAgent::seconds));
      }
      answer.field("etag").filter(tag -> !tag.equals(entityTag)).ifPresent(this::learn);
      return pace.afterSuccess(wait, took);
    } catch (IOException broken) {
      hangUp();
      record.accept(new Fleet.Request(number, begun, false, broken.toString()));
      return pace.afterFailure(wait, Duration.ofNanos(System.nanoTime() - begun), Optional.empty());
    }
  }

  private void learn(String tag) {
    entityTag = tag;
    lastInformed = System.nanoTime();
  }

  private Answer answerTo(Duration wait) throws IOException {
    var open = connection;
    if (open == null) {
      open = (SSLSocket) identity.getSocketFactory().createSocket();
      connection = open;
      open.connect(
          new InetSocketAddress(server.getHost(), server.getPort()), (int) PATIENCE.toMillis());
    }
    open.setSoTimeout((int) wait.plus(PATIENCE).toMillis());
    var request = "GET /v1/manifest HTTP/1.1\r\nHost: " + server.getHost() + "\r\n";
    if (!wait.isZero()) {
      request += "If-None-Match: " + entityTag + "\r\nPrefer: wait=" + wait.toSeconds() + "\r\n";
    }
    open.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.US_ASCII));
    return Answer.from(new BufferedInputStream(open.getInputStream()));
  }

  private static Duration seconds(String text) {
    return Duration.ofSeconds(Long.parseLong(text));
  }

  /// What the server answered, without its content.
  ///
  /// @param head status line and fields, as they came
  private record Answer(String head) {

    static Answer from(InputStream in) throws IOException {
      var head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        var next = in.read();
        if (next < 0) {
          throw new EOFException("hung up after \"" + head + "\"");
        }
        head.append((char) next);
      }
      var answer = new Answer(head.toString());
      in.skipNBytes(answer.field("content-length").map(Long::parseLong).orElse(0L));
      return answer;
    }

    String statusLine() {
      return head.substring(0, head.indexOf("\r\n"));
    }

    boolean isServed() {
      return statusLine().matches("HTTP/1.1 (200|304) .*");
    }

    Optional<String> field(String name) {
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst();
    }
  }
}
