package org.keyferry.testkit.acme;

import static java.time.ZoneOffset.UTC;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.keyferry.protocol.pki.Bytes;

/// An answer that asks to come back later, in one of the forms in which servers give it, or
/// refuses.
public final class Trouble {

  private static final DateTimeFormatter HTTP_DATE = // RFC 9110 §5.6.7
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH).withZone(UTC);
  private static final String PAGE = "<html><body>busy</body></html>";

  private final int status;
  private final String contentType;
  private final String body;
  private final Function<Instant, Header> header;

  private Trouble(int status, String contentType, String body, Function<Instant, Header> header) {
    this.status = status;
    this.contentType = contentType;
    this.body = body;
    this.header = header;
  }

  /// 429 with a problem document of type `rateLimited` (RFC 8555 §6.6), seconds.
  public static Trouble rateLimited(Duration pause) {
    return new Trouble(429, Refusal.MEDIA_TYPE, rateLimitedProblem(), seconds(pause));
  }

  /// 403 with a problem document.
  ///
  /// @param type a URI, of ACME or of what stands before the CA
  public static Trouble refusal(String type) {
    var problem = "{\"type\":\"" + type + "\",\"detail\":\"no\",\"status\":403}";
    return new Trouble(403, Refusal.MEDIA_TYPE, problem, _ -> new Header("0", Optional.empty()));
  }

  /// 503 with a page of HTML, as a load balancer gives it, seconds.
  public static Trouble busy(Duration pause) {
    return new Trouble(503, "text/html", PAGE, seconds(pause));
  }

  /// 503 without a body, and an HTTP date.
  public static Trouble busyUntilDate(Duration pause) {
    return new Trouble(
        503,
        "text/plain",
        "",
        now -> {
          var date = now.plus(pause).truncatedTo(ChronoUnit.SECONDS);
          return new Header(HTTP_DATE.format(date), Optional.of(date));
        });
  }

  /// A status with a Retry-After that means nothing, or lies in the past.
  public static Trouble meaningless(int status, String retryAfter) {
    return new Trouble(status, "text/html", PAGE, _ -> new Header(retryAfter, Optional.empty()));
  }

  /// A status with a Retry-After that no client believes: it binds only as long as the client's cap
  /// says.
  public static Trouble absurd(int status, String retryAfter, Duration cap) {
    return new Trouble(
        status, "text/html", PAGE, now -> new Header(retryAfter, Optional.of(now.plus(cap))));
  }

  /// The text of the moment as an HTTP date.
  public static String httpDate(Instant moment) {
    return HTTP_DATE.format(moment);
  }

  Reply at(Instant now) {
    var said = header.apply(now);
    return new Reply(status, Bytes.of(body.getBytes(StandardCharsets.UTF_8)), contentType)
        .with("Retry-After", said.text())
        .closing(said.until());
  }

  private static Function<Instant, Header> seconds(Duration pause) {
    return now ->
        new Header(
            Long.toString(pause.toSeconds()), Optional.of(now.plusSeconds(pause.toSeconds())));
  }

  private static String rateLimitedProblem() {
    return "{\"type\":\"urn:ietf:params:acme:error:rateLimited\",\"detail\":\"too many requests\","
        + "\"status\":429}";
  }

  private record Header(String text, Optional<Instant> until) {}
}
