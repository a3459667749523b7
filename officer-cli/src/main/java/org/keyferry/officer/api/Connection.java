package org.keyferry.officer.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.keyferry.officer.identity.OfficerIdentity;
import org.keyferry.protocol.officer.Page;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.protocol.problem.ProblemDocument;

/// One request, one answer, over TLS 1.3 with the officer's certificate.
final class Connection implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration BODY_TIMEOUT = Duration.ofSeconds(30);
  private static final int LONGEST_ANSWER = 16 * 1024 * 1024;

  private final URI server;
  private final SSLContext tls;
  private final HttpClient http;
  private final ObjectMapper json = OfficerJson.mapper();

  Connection(OfficerIdentity identity) {
    server = identity.server();
    tls = OfficerTls.contextOf(identity);
    var parameters = new SSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3"});
    http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .sslContext(tls)
            .sslParameters(parameters)
            .build();
  }

  <T> T get(String path, Class<T> answer) {
    return read(exchange("GET", path, BodyPublishers.noBody()), answer);
  }

  /// @param mediaType that is wanted
  String text(String path, String mediaType) {
    return new String(
        exchange(
                "GET",
                path,
                BodyPublishers.noBody(),
                "Accept",
                mediaType + ", application/problem+json")
            .body(),
        StandardCharsets.UTF_8);
  }

  <T> Page<T> page(String path, Class<T> of) {
    Page<?> page = get(path, Page.class);
    try {
      return new Page<>(
          page.items().stream().map(item -> json.convertValue(item, of)).toList(), page.next());
    } catch (IllegalArgumentException malformed) {
      throw notUnderstood(malformed);
    }
  }

  <T> T post(String path, Object body, Class<T> answer) {
    return read(exchange("POST", path, publisherOf(body)), answer);
  }

  /// What is there, and the tag that says so.
  <T> Tagged<T> tagged(String path, Class<T> answer) {
    var response = exchange("GET", path, BodyPublishers.noBody());
    var tag =
        response
            .headers()
            .firstValue("ETag")
            .orElseThrow(() ->
                new ApiFailure.NotUnderstood(
                    "The server at "
                        + server
                        + " does not say which state of it this is: is the keyferry command of the"
                        + " server's release?"));
    return new Tagged<>(read(response, answer), tag);
  }

  /// @param tag of what is changed
  <T> T put(String path, String tag, Object body, Class<T> answer) {
    return read(exchange("PUT", path, publisherOf(body), "If-Match", tag), answer);
  }

  /// For what is asked without a body.
  <T> T post(String path, Class<T> answer) {
    return read(exchange("POST", path, BodyPublishers.noBody()), answer);
  }

  /// For what is answered with 204.
  void send(String method, String path) {
    exchange(method, path, BodyPublishers.noBody());
  }

  /// For what is answered with 204.
  void send(String method, String path, Object body) {
    exchange(method, path, publisherOf(body));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private HttpResponse<byte[]> exchange(
      String method, String path, BodyPublisher body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create(server + path))
            .timeout(ANSWER_TIMEOUT)
            .header("Accept", "application/json, application/problem+json")
            .method(method, body);
    for (var each = 0; each + 1 < headers.length; each += 2) {
      request.setHeader(headers[each], headers[each + 1]);
    }
    if (body.contentLength() != 0) {
      request.header("Content-Type", "application/json");
    }
    var response = send(request.build());
    if (response.statusCode() / 100 != 2) {
      throw refusal(response);
    }
    return response;
  }

  private HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return wholeAnswerTo(request);
    } catch (HttpTimeoutException slow) {
      throw new ApiFailure.Unreachable(
          "The repository at " + server + " did not answer in time.", slow);
    } catch (ConnectException refused) {
      throw new ApiFailure.Unreachable(
          "Nobody answers at "
              + server
              + ": is the server running, and is that where it listens? (keyferry identity show)",
          refused);
    } catch (IOException broken) {
      if (broken instanceof SSLException refused && Handshake.isSaid(refused)) {
        throw tlsFailure(refused);
      }
      throw Handshake.refusal(tls, server)
          .map(this::tlsFailure)
          .orElseGet(() ->
              new ApiFailure.Unreachable(
                  "The connection to " + server + " broke: " + said(broken), broken));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ApiFailure.Unreachable("Interrupted while waiting for " + server, interrupted);
    }
  }

  /// The client's own timeout ends when the answer begins.
  private HttpResponse<byte[]> wholeAnswerTo(HttpRequest request)
      throws IOException, InterruptedException {
    var limit = ANSWER_TIMEOUT.plus(BODY_TIMEOUT);
    var answer =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException stalled) {
      var slow = new HttpTimeoutException("the answer began and did not end");
      slow.initCause(stalled);
      throw slow;
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException broken) {
        throw broken;
      }
      throw new IOException(failed.getCause());
    } finally {
      answer.cancel(true); // nothing, once it is there
    }
  }

  /// An alert comes from the other side and is about us; anything else is about the other side.
  private ApiFailure tlsFailure(SSLException refused) {
    var said = said(refused);
    if (said.contains("fatal alert") && !said.contains("protocol_version")) {
      return new ApiFailure.IdentityNotTaken(
          "The repository at "
              + server
              + " does not take the officer's certificate ("
              + said
              + "): is it of this repository, and not expired? (keyferry identity show)",
          refused);
    }
    if (refused instanceof SSLHandshakeException) {
      return new ApiFailure.Unreachable(
          "Whoever answers at "
              + server
              + " is not the repository whose root was installed ("
              + said
              + "): check the address, then the root, with the people who run it.",
          refused);
    }
    return new ApiFailure.Unreachable("No TLS 1.3 with " + server + ": " + said, refused);
  }

  private ApiFailure refusal(HttpResponse<byte[]> response) {
    if (!mediaTypeOf(response).equals(ProblemDocument.MEDIA_TYPE)) {
      return new ApiFailure.NotUnderstood(
          "The server at "
              + server
              + " answered "
              + response.statusCode()
              + " without a problem document: is it a Keyferry repository?");
    }
    try {
      return new ApiFailure.Refused(json.readValue(response.body(), ProblemDocument.class));
    } catch (IOException malformed) {
      return new ApiFailure.NotUnderstood(
          "The server at " + server + " answered with a malformed problem document.", malformed);
    }
  }

  private <T> T read(HttpResponse<byte[]> response, Class<T> type) {
    try {
      return Optional.ofNullable(json.readValue(response.body(), type))
          .orElseThrow(
              () -> new ApiFailure.NotUnderstood("The server at " + server + " answered null."));
    } catch (IOException malformed) {
      throw notUnderstood(malformed);
    }
  }

  private ApiFailure notUnderstood(Exception malformed) {
    return new ApiFailure.NotUnderstood(
        "The server at "
            + server
            + " answered something that this release does not understand ("
            + said(malformed)
            + "): is the keyferry command of the server's release?",
        malformed);
  }

  private BodyPublisher publisherOf(Object body) {
    try {
      return BodyPublishers.ofString(json.writeValueAsString(body), StandardCharsets.UTF_8);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a record of the protocol is JSON", impossible);
    }
  }

  private static String mediaTypeOf(HttpResponse<?> response) {
    var type = response.headers().firstValue("Content-Type").orElse("");
    return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private static String said(Exception failure) {
    if (failure instanceof JsonProcessingException malformed) {
      return Printable.of(malformed.getOriginalMessage());
    }
    var message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : Printable.of(message);
  }

  /// @param tag RFC 9110 §8.8.3
  record Tagged<T>(T thing, String tag) {}
}
