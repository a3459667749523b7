package org.keyferry.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;

/// Asks for the same thing again and again over connections that stay open, and expects 304.
final class PollLoad {

  private final SSLContext tls;
  private final int port;
  private final byte[] request;
  private final int connections;

  PollLoad(SSLContext tls, int port, String path, String etag, int connections) {
    this.tls = tls;
    this.port = port;
    this.request =
        ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: " + etag + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    this.connections = connections;
  }

  /// The ETag that the server gives a thing.
  static String etagOf(SSLContext tls, int port, String path) {
    var head = "HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    try (var socket = tls.getSocketFactory().createSocket("localhost", port)) {
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return answer
          .lines()
          .filter(line -> line.startsWith("ETag: "))
          .map(line -> line.substring("ETag: ".length()))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no ETag: " + answer));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  Result run(Duration span) {
    var start = System.nanoTime();
    var end = start + span.toNanos();
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var counts = new ArrayList<Future<Long>>();
      for (var i = 0; i < connections; i++) {
        Callable<Long> one = () -> pollUntil(end);
        counts.add(pool.submit(one));
      }
      var answers = 0L;
      for (var count : counts) {
        answers += count.get();
      }
      return new Result(answers, (System.nanoTime() - start) / 1e9);
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private long pollUntil(long end) throws IOException {
    var answers = 0L;
    try (var socket = tls.getSocketFactory().createSocket("localhost", port)) {
      var in = new BufferedInputStream(socket.getInputStream(), 4096);
      var out = socket.getOutputStream();
      while (System.nanoTime() < end) {
        out.write(request);
        expectNotModified(in);
        answers++;
      }
    }
    return answers;
  }

  private static void expectNotModified(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      var next = in.read();
      if (next < 0) {
        throw new IOException("the server closed the connection after: " + head);
      }
      head.append((char) next);
    }
    if (!head.substring(0, 12).equals("HTTP/1.1 304")) {
      throw new IOException("not 304: " + head);
    }
  }

  /// @param answers that came
  /// @param seconds that it took
  record Result(long answers, double seconds) {}
}
