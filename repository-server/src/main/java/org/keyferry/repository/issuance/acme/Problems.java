package org.keyferry.repository.issuance.acme;

import static java.util.stream.Collectors.joining;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.AcmeFailure;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeNotSupportedException;
import org.shredzone.acme4j.exception.AcmeProtocolException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.exception.AcmeUserActionRequiredException;

/// Says in our words what went wrong at a CA, and whether it is worth trying again.
final class Problems {

  private static final String NAMESPACE = "urn:ietf:params:acme:error:"; // RFC 8555 §6.7
  private static final int MOST_SUBPROBLEMS = 5;

  /// Types of RFC 8555 §6.7 that are about the moment, not about the order.
  private static final Set<String> PASSING =
      Set.of(
          "accountDoesNotExist",
          "badNonce",
          "orderNotReady",
          "rateLimited",
          "serverInternal",
          "userActionRequired");

  private Problems() {}

  static AcmeFailure failure(CertificateAuthority ca, Throwable thrown) {
    var cause = rootOf(thrown);
    return switch (cause) {
      case AcmeRateLimitedException limited ->
          new AcmeFailure.Unavailable(
              "the CA " + ca.name() + " asks to slow down: " + quote(limited.getProblem()),
              limited.getRetryAfter(),
              true,
              cause);
      case AcmeUserActionRequiredException wanted ->
          new AcmeFailure.Unavailable(
              whatAPersonHasToDo(ca, wanted), Optional.empty(), true, cause);
      case AcmeServerException refusal -> refusal(ca, refusal);
      case AcmeNotSupportedException missing ->
          new AcmeFailure.Refused(
              "the CA " + ca.name() + " cannot do what the order needs: " + text(missing), cause);
      case AcmeNetworkException network ->
          unavailable(
              unreachable(ca, Optional.ofNullable(network.getCause()).orElse(network)), cause);
      case AcmeProtocolException nonsense ->
          unavailable(
              "what answers at "
                  + ca.directory()
                  + " does not speak ACME: "
                  + text(nonsense)
                  + "; check the directory URL of the CA "
                  + ca.name(),
              cause);
      default ->
          unavailable(
              "the CA " + ca.name() + " did not answer as it should: " + text(cause), cause);
    };
  }

  /// RFC 8555 §7.3.3.
  private static String whatAPersonHasToDo(
      CertificateAuthority ca, AcmeUserActionRequiredException wanted) {
    var sentence = "the CA " + ca.name() + " wants a person to act: " + quote(wanted.getProblem());
    var instructions = wanted.getProblem().getInstance();
    if (instructions.isPresent()) {
      sentence += "; what to do stands at " + Printable.of(instructions.get().toString());
    }
    return wanted
        .getTermsOfServiceUri()
        .map(terms -> Printable.of(terms.toString()))
        .map(terms ->
            "; its terms of service are "
                + terms
                + " now: read them, and agree by `keyferry cas accept-terms "
                + ca.name()
                + " --terms "
                + terms
                + "`, or change the policies to another CA")
        .map(sentence::concat)
        .orElse(sentence);
  }

  static boolean isAccountUnknown(Throwable thrown) {
    return isOneOf(thrown, "accountDoesNotExist");
  }

  /// acme4j throws out of getters, too.
  static boolean isOfAcme4j(RuntimeException thrown) {
    return thrown instanceof AcmeLazyLoadingException || thrown instanceof AcmeProtocolException;
  }

  /// Whether the CA refused with a problem of one of these types.
  static boolean isOneOf(Throwable thrown, String... types) {
    return rootOf(thrown) instanceof AcmeServerException refusal
        && List.of(types).contains(typeOf(refusal.getProblem()));
  }

  /// What stands before a CA refuses with types of its own.
  static boolean isOfAcme(AcmeServerException refusal) {
    return String.valueOf(refusal.getProblem().getType()).startsWith(NAMESPACE);
  }

  static boolean isRateLimit(Problem problem) {
    return typeOf(problem).equals("rateLimited");
  }

  /// `caa: "CAA forbids" (www.example.org: caa: "…")`, all of it made printable: it comes from
  /// outside.
  static String quote(Problem problem) {
    var detail = problem.getDetail().or(problem::getTitle).orElse("no detail");
    var own = typeOf(problem) + ": \"" + Printable.of(detail) + "\"";
    var parts =
        problem.getSubProblems().stream()
            .limit(MOST_SUBPROBLEMS)
            .map(Problems::quotePart)
            .collect(joining("; "));
    return parts.isEmpty() ? own : own + " (" + parts + ")";
  }

  private static String quotePart(Problem part) {
    var who =
        part.getIdentifier().map(each -> Printable.of(each.toMap().values().toString()) + " ");
    return who.orElse("")
        + typeOf(part)
        + ": \""
        + Printable.of(part.getDetail().orElse("no detail"))
        + "\"";
  }

  private static AcmeFailure refusal(CertificateAuthority ca, AcmeServerException refusal) {
    var problem = refusal.getProblem();
    if (!isOfAcme(refusal)) {
      return unavailable(
          "what answers for the CA "
              + ca.name()
              + " at "
              + ca.directory()
              + " refuses, and not as ACME does: "
              + quote(problem)
              + "; check the directory URL, and what stands between",
          refusal);
    }
    var sentence = "the CA " + ca.name() + " refused: " + quote(problem);
    var type = typeOf(problem);
    return PASSING.contains(type)
        ? new AcmeFailure.Unavailable(
            sentence, Optional.empty(), !type.equals("serverInternal"), refusal)
        : new AcmeFailure.Refused(sentence, refusal);
  }

  private static String unreachable(CertificateAuthority ca, Throwable network) {
    var where = "the CA " + ca.name() + " at " + ca.directory();
    for (var each : causesOf(network)) {
      switch (each) {
        case UnknownHostException _, UnresolvedAddressException _ -> {
          return where + " cannot be found: its host has no address; check the URL and the DNS";
        }
        case SSLException untrusted -> {
          return where
              + " is not trusted: "
              + text(untrusted)
              + "; add the CA again with the root of its HTTPS among the trust anchors";
        }
        case HttpTimeoutException _ -> {
          return where + " does not answer in time; check the URL, routes and firewalls";
        }
        case ConnectException _ -> {
          return where
              + " cannot be reached: connection refused; check the URL, and whether it runs";
        }
        default -> {}
      }
    }
    return where + " cannot be reached: " + text(network);
  }

  private static AcmeFailure unavailable(String sentence, Throwable cause) {
    return new AcmeFailure.Unavailable(sentence, Optional.empty(), cause);
  }

  /// `urn:ietf:params:acme:error:caa` → `caa`; other types as they are.
  private static String typeOf(Problem problem) {
    var type = problem.getType().toString();
    return Printable.of(type.startsWith(NAMESPACE) ? type.substring(NAMESPACE.length()) : type);
  }

  /// acme4j wraps what it throws out of getters.
  private static Throwable rootOf(Throwable thrown) {
    return causesOf(thrown).stream()
        .filter(each -> each instanceof AcmeException || each instanceof AcmeProtocolException)
        .filter(each -> !each.getClass().equals(AcmeException.class) || each.getCause() == null)
        .findFirst()
        .orElse(thrown);
  }

  private static List<Throwable> causesOf(Throwable thrown) {
    return Stream.<Throwable>iterate(thrown, each -> each != null, Throwable::getCause)
        .limit(10)
        .toList();
  }

  private static String text(Throwable thrown) {
    return Printable.of(
        Optional.ofNullable(thrown.getMessage()).orElse(thrown.getClass().getSimpleName()));
  }
}
