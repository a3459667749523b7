package org.keyferry.repository.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.keyferry.custody.CustodyFailure;
import org.keyferry.protocol.problem.ProblemDocument;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;

/// The one place where a refusal becomes HTTP (RFC 9457).
class ProblemMapper {

  private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

  private static final int DEEPEST_CAUSE = 16;

  private final SecurityIdentity caller;

  ProblemMapper(SecurityIdentity caller) {
    this.caller = caller;
  }

  @ServerExceptionMapper
  RestResponse<ProblemDocument> refuse(ProblemException refusal) {
    return answer(refusal.type(), refusal.document());
  }

  @ServerExceptionMapper({JsonProcessingException.class, MismatchedInputException.class})
  RestResponse<ProblemDocument> refuse(JsonProcessingException malformed) {
    return answer(ProblemType.REQUEST_MALFORMED, MalformedJson.problemOf(malformed));
  }

  @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
  RestResponse<ProblemDocument> refuse(SecurityException unauthenticated) {
    return answer(
        ProblemType.IDENTITY_REQUIRED,
        "present the certificate of an enrolled agent or of an officer in the TLS handshake");
  }

  @ServerExceptionMapper
  RestResponse<ProblemDocument> refuse(ForbiddenException forbidden) {
    var refusal = CallerIdentity.refusal(caller);
    if (refusal.isPresent()) {
      return refuse(refusal.get());
    }
    return Role.of(caller) == Role.OFFICER
        ? answer(ProblemType.AGENT_REQUIRED, "this is for agents; an officer has no use of it")
        : answer(ProblemType.OFFICER_REQUIRED, "this identity may not do this: use an officer's");
  }

  @ServerExceptionMapper
  RestResponse<ProblemDocument> refuse(CustodyFailure failure) {
    LOG.errorf("HSM failed fault=\"%s\"", failure.getMessage());
    return failure instanceof CustodyFailure.TokenUnavailable
        ? answer(ProblemType.TOKEN_UNAVAILABLE, "the HSM does not answer; try again later")
        : answer(
            ProblemType.INTERNAL_ERROR, "the HSM refused; the fault is in the repository's log");
  }

  @ServerExceptionMapper
  RestResponse<ProblemDocument> refuse(WebApplicationException refusal) {
    if (refusal.getCause() instanceof JsonProcessingException malformed) {
      return refuse(malformed);
    }
    var response = refusal.getResponse();
    var type = typeOf(response.getStatus());
    if (type == ProblemType.INTERNAL_ERROR) {
      return refuse((Throwable) refusal);
    }
    return ResponseBuilder.<ProblemDocument>create(type.status(), type.title())
        .header(HttpHeaders.ALLOW, response.getHeaderString(HttpHeaders.ALLOW))
        .type(ProblemDocument.MEDIA_TYPE)
        .entity(ProblemDocument.of(type, type.title()))
        .build();
  }

  /// Our own fault: the caller learns that, and no more.
  @ServerExceptionMapper
  RestResponse<ProblemDocument> refuse(Throwable fault) {
    if (isOfTheDatabase(fault)) {
      LOG.errorf("database failed fault=\"%s\"", fault.getMessage());
      return answer(
          ProblemType.DATABASE_UNAVAILABLE, "the database does not answer; try again later");
    }
    LOG.error("request failed", fault);
    return answer(
        ProblemType.INTERNAL_ERROR, "the fault is in the repository's log; trying again may help");
  }

  /// Where the database said something, that counts. A transaction that did not end, without a word
  /// from the database, lost it on the way.
  private static boolean isOfTheDatabase(Throwable fault) {
    var causes =
        Stream.iterate(fault, Objects::nonNull, Throwable::getCause).limit(DEEPEST_CAUSE).toList();
    return causes.stream()
        .filter(SQLException.class::isInstance)
        .map(SQLException.class::cast)
        .findFirst()
        .map(DatabaseFault::isTransient)
        .orElseGet(() ->
            causes.stream()
                .anyMatch(cause ->
                    cause instanceof RollbackException || cause instanceof SystemException));
  }

  private static ProblemType typeOf(int status) {
    return switch (status) {
      case 401 -> ProblemType.IDENTITY_REQUIRED;
      case 403 -> ProblemType.OFFICER_REQUIRED;
      case 404 -> ProblemType.NOT_FOUND;
      case 405 -> ProblemType.METHOD_NOT_ALLOWED;
      case 413 -> ProblemType.REQUEST_TOO_LARGE;
      case 406, 415 -> ProblemType.MEDIA_TYPE_UNSUPPORTED;
      default ->
          status >= 400 && status < 500
              ? ProblemType.REQUEST_MALFORMED
              : ProblemType.INTERNAL_ERROR;
    };
  }

  private static RestResponse<ProblemDocument> answer(ProblemType type, String detail) {
    return answer(type, ProblemDocument.of(type, detail));
  }

  private static RestResponse<ProblemDocument> answer(ProblemType type, ProblemDocument document) {
    var answer =
        ResponseBuilder.<ProblemDocument>create(type.status(), type.title())
            .type(ProblemDocument.MEDIA_TYPE)
            .entity(document);
    type.retryAfter().ifPresent(pause -> answer.header(HttpHeaders.RETRY_AFTER, pause.toSeconds()));
    return answer.build();
  }
}
