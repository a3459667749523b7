package org.keyferry.repository.issuance.acme;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/// What a CA says that is there only in a test: a status, and when it wants to be asked again.
public record SimulatedAnswer(int statusCode, HttpHeaders headers) implements HttpResponse<String> {

  private static final String PROBLEM = "application/problem+json";

  /// @param date as the clock of the CA has it (RFC 9110 §6.6.1)
  public static SimulatedAnswer of(int status, String retryAfter, String date) {
    return new SimulatedAnswer(status, headersOf(Map.of("Retry-After", retryAfter, "Date", date)));
  }

  /// RFC 8555 §6.6: a problem document of type `rateLimited`.
  public static SimulatedAnswer rateLimited(String retryAfter, String date) {
    return new SimulatedAnswer(
        429, headersOf(Map.of("Retry-After", retryAfter, "Date", date, "Content-Type", PROBLEM)));
  }

  /// 200, and nothing to wait for.
  public static SimulatedAnswer done() {
    return new SimulatedAnswer(200, headersOf(Map.of()));
  }

  private static HttpHeaders headersOf(Map<String, String> lines) {
    var headers = new HashMap<String, List<String>>();
    lines.forEach((name, value) -> headers.put(name, List.of(value)));
    return HttpHeaders.of(headers, (_, _) -> true);
  }

  @Override
  public HttpRequest request() {
    throw new AssertionError("nobody reads that of an answer");
  }

  @Override
  public Optional<HttpResponse<String>> previousResponse() {
    return Optional.empty();
  }

  @Override
  public String body() {
    return "";
  }

  @Override
  public Optional<SSLSession> sslSession() {
    return Optional.empty();
  }

  @Override
  public URI uri() {
    throw new AssertionError("nobody reads that of an answer");
  }

  @Override
  public HttpClient.Version version() {
    return HttpClient.Version.HTTP_1_1;
  }
}
