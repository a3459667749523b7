package org.keyferry.protocol.problem;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Every reason for which the repository refuses a request.
///
/// A type is part of the protocol: agents and officers branch on it, never on the text. Each has a
/// page `docs/problems/<slug>.md` that says what it means and what to do.
public enum ProblemType {
  REQUEST_MALFORMED(400, "The request is not what the protocol says"),
  ENROLLMENT_TOKEN_REFUSED(401, "The enrollment token is unknown or was used"),
  IDENTITY_REQUIRED(401, "The request needs the certificate of an enrolled agent or of an officer"),
  IDENTITY_REVOKED(401, "The identity was revoked"),
  AGENT_QUARANTINED(401, "Two hosts may have the state of this agent"),
  OFFICER_REQUIRED(403, "Only officers may do this"),
  AGENT_REQUIRED(403, "Only agents may do this"),
  NOT_FOUND(404, "There is no such thing, or not for you"),
  METHOD_NOT_ALLOWED(405, "The resource does not know this method"),
  NAME_TAKEN(409, "Something else has this name"),
  KEY_KNOWN(409, "The repository has this key, or this certificate, already"),
  STATE_CONFLICT(409, "The state it is in does not allow this"),
  ENROLLMENT_TOKEN_EXPIRED(410, "The enrollment token has expired"),
  PRECONDITION_FAILED(412, "It is not what it was when it was read"),
  REQUEST_TOO_LARGE(413, "The request is larger than the protocol allows"),
  MEDIA_TYPE_UNSUPPORTED(415, "The media type is not what the protocol says"),
  VALUE_REJECTED(422, "A value in the request cannot be used"),
  IDENTIFIER_REJECTED(422, "The identifier cannot go into a certificate"),
  REFERENCE_UNKNOWN(422, "The request names something that does not exist"),
  PRECONDITION_REQUIRED(428, "The request has to say what it changes"),
  RATE_LIMITED(429, "Too many requests"),
  INTERNAL_ERROR(500, "The repository failed"),
  TOKEN_UNAVAILABLE(503, "The HSM does not answer"),
  DATABASE_UNAVAILABLE(503, "The database does not answer");

  private static final int UNAVAILABLE = 503;
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /// The HTTP status (RFC 9110 §15) that carries this problem.
  public int status() {
    return status;
  }

  /// The same words for every occurrence (RFC 9457 §3.1.3).
  public String title() {
    return title;
  }

  /// The `type` member, relative to the server's base URL (RFC 9457 §3.1.1).
  public URI uri() {
    return URI.create("/problems/" + slug());
  }

  /// What goes out as `Retry-After` (RFC 9110 §10.2.3): how long a caller should wait, when waiting
  /// is all that it can do.
  public Optional<Duration> retryAfter() {
    return status == UNAVAILABLE ? Optional.of(PAUSE) : Optional.empty();
  }

  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// @param uri a `type` member; absolute or relative
  /// @return empty for a type that this release does not know: fall back to the status
  public static Optional<ProblemType> of(String uri) {
    var slug = uri.substring(uri.lastIndexOf('/') + 1);
    return Arrays.stream(values()).filter(each -> each.slug().equals(slug)).findFirst();
  }
}
