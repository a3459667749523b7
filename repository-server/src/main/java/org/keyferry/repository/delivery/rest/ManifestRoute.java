package org.keyferry.repository.delivery.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.problem.ProblemDocument;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.agent.Agent;
import org.keyferry.repository.agent.AgentGate;
import org.keyferry.repository.agent.rest.Connections;
import org.keyferry.repository.delivery.ManifestDesk;
import org.keyferry.repository.delivery.SignedManifest;

/// `GET /v1/manifest`, by far the most frequent request: a route of its own before the JAX-RS layer
/// and its authentication, with its own check of the caller (docs/adr/0061).
///
/// A request whose tag is still right is answered from memory, on the event loop. One that would
/// rather wait (`Prefer: wait`) waits without a thread; it is authorized again when it is woken, so
/// a revoked agent does not outstay its revocation.
@ApplicationScoped
class ManifestRoute {

  private static final Logger LOG = Logger.getLogger(ManifestRoute.class);
  private static final String PATH = "/v1/manifest";
  private static final int FIRST = Integer.MIN_VALUE + 1; // but for what adds to every answer
  private static final int NOT_MODIFIED = 304;
  private static final CharSequence PREFER = HttpHeaders.createOptimized("Prefer");
  private static final CharSequence PREFERENCE_APPLIED =
      HttpHeaders.createOptimized("Preference-Applied");
  private static final CharSequence PRIVATE = HttpHeaders.createOptimized("private, no-cache");

  private final AgentGate gate;
  private final ManifestDesk desk;
  private final ManifestWatch watch;
  private final ObjectMapper json;

  ManifestRoute(AgentGate gate, ManifestDesk desk, ManifestWatch watch, ObjectMapper json) {
    this.gate = gate;
    this.desk = desk;
    this.watch = watch;
    this.json = json;
  }

  void install(@Observes Router router) {
    router.get(PATH).order(FIRST).handler(this::serve);
    router.route(PATH).order(FIRST + 1).handler(this::refuseMethod);
  }

  /// Nobody is kept waiting by a replica that goes down.
  void stop(@Observes ShutdownEvent stopping) {
    watch.close();
  }

  private void serve(RoutingContext exchange) {
    try {
      var poll = new Poll(exchange, certificateOf(exchange.request()));
      gate.admitFromMemory(poll.certificate)
          .map(Agent::id)
          .filter(agent -> watch.says(agent, poll.knownTag))
          .ifPresentOrElse(poll::unchanged, poll::read);
    } catch (ProblemException refusal) {
      refuse(exchange, refusal.document());
    }
  }

  private void refuseMethod(RoutingContext exchange) {
    exchange.response().putHeader(HttpHeaders.ALLOW, "GET");
    refuse(
        exchange,
        ProblemDocument.of(ProblemType.METHOD_NOT_ALLOWED, "a manifest can only be read: GET"));
  }

  private void refuse(RoutingContext exchange, ProblemDocument document) {
    ProblemType.of(document.type())
        .flatMap(ProblemType::retryAfter)
        .ifPresent(pause ->
            exchange
                .response()
                .putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(pause.toSeconds())));
    exchange
        .response()
        .setStatusCode(document.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, ProblemDocument.MEDIA_TYPE)
        .end(textOf(document));
  }

  private String textOf(ProblemDocument document) {
    try {
      return json.writeValueAsString(document);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("texts and a number are JSON", impossible);
    }
  }

  private static X509Certificate certificateOf(HttpServerRequest request) {
    var session = request.sslSession();
    try {
      if (session != null && session.getPeerCertificates()[0] instanceof X509Certificate leaf) {
        return leaf;
      }
    } catch (SSLPeerUnverifiedException none) {
      LOG.tracef(none, "no client certificate from=%s", request.remoteAddress());
    }
    throw new ProblemException(
        ProblemType.IDENTITY_REQUIRED, "present the certificate of an enrolled agent");
  }

  /// One request, on the event loop of its connection.
  private final class Poll {

    private final RoutingContext exchange;
    private final X509Certificate certificate;
    private final Instant connected;
    private final String knownTag;
    private final Optional<Duration> wait;
    private final Context loop;
    private final Runnable wake = this::readAgain;
    private @Nullable AgentId parkedFor;
    private long timer = -1;
    private boolean waitedEnough;

    /// What follows is our doing, and not another use of the certificate.
    private boolean admitted;

    Poll(RoutingContext exchange, X509Certificate certificate) {
      this.exchange = exchange;
      this.certificate = certificate;
      this.connected = Connections.madeAt(exchange.request().sslSession());
      this.knownTag = knownTagIn(exchange.request());
      this.wait = Preferences.wait(exchange.request().headers().getAll(PREFER));
      this.waitedEnough = wait.map(Duration::isZero).orElse(true);
      this.loop = exchange.vertx().getOrCreateContext();
    }

    /// What the agent knows is still right.
    void unchanged(AgentId agent) {
      admitted = true;
      if (waitedEnough) {
        answerUnchanged();
        return;
      }
      switch (watch.park(agent, knownTag, wake)) {
        case PARKED -> startWaiting(agent);
        case CHANGED -> read();
        case NOBODY_WOULD_CALL -> answerUnchanged();
        case CROWDED ->
            refuse(
                exchange,
                ProblemDocument.of(
                    ProblemType.RATE_LIMITED, "this agent has too many requests waiting"));
      }
    }

    /// Authorizes the agent anew and reads its manifest, on a thread that may block.
    void read() {
      loop.executeBlocking(this::current, false)
          .onSuccess(manifest -> {
            if (manifest.entityTag().equals(knownTag)) {
              unchanged(manifest.agent());
            } else {
              answer(manifest);
            }
          })
          .onFailure(this::fail);
    }

    private SignedManifest current() {
      var agent =
          (admitted ? gate.admitWaiting(certificate) : gate.admit(certificate, connected)).id();
      var changes = watch.changes(agent);
      var manifest = desk.current(agent);
      watch.remember(changes, manifest);
      return manifest;
    }

    private void startWaiting(AgentId agent) {
      parkedFor = agent;
      if (timer == -1) {
        timer = exchange.vertx().setTimer(wait.orElseThrow().toMillis(), _ -> stopWaiting());
        exchange.addEndHandler(_ -> leave());
      }
    }

    private void stopWaiting() {
      waitedEnough = true;
      var agent = parkedFor;
      if (agent != null) {
        watch.leave(agent, wake);
        parkedFor = null;
        answerUnchanged();
      }
    }

    /// Called by whoever changed something, on a thread of theirs.
    private void readAgain() {
      loop.runOnContext(_ -> {
        if (parkedFor != null) {
          parkedFor = null;
          read();
        }
      });
    }

    /// The answer is out, or the agent has hung up.
    private void leave() {
      exchange.vertx().cancelTimer(timer);
      if (parkedFor != null) {
        watch.leave(parkedFor, wake);
        parkedFor = null;
      }
    }

    private void answerUnchanged() {
      exchange.response().setStatusCode(NOT_MODIFIED);
      putHeaders(knownTag);
      exchange.response().end();
    }

    private void answer(SignedManifest manifest) {
      exchange.response().putHeader(HttpHeaders.CONTENT_TYPE, JoseMediaType.JOSE);
      putHeaders(manifest.entityTag());
      exchange.response().end(manifest.statement());
    }

    private void putHeaders(String entityTag) {
      var response = exchange.response();
      response.putHeader(HttpHeaders.ETAG, entityTag);
      response.putHeader(HttpHeaders.CACHE_CONTROL, PRIVATE);
      wait.ifPresent(
          applied -> response.putHeader(PREFERENCE_APPLIED, "wait=" + applied.toSeconds()));
    }

    private void fail(Throwable failure) {
      var refusal = Refusals.of(failure);
      switch (refusal.type()) {
        case INTERNAL_ERROR -> LOG.error("manifest not served", failure);
        case DATABASE_UNAVAILABLE, TOKEN_UNAVAILABLE ->
            LOG.warnf("manifest not served: %s", failure); // all agents ask: no stack for each
        default -> LOG.debugf("manifest refused: %s", refusal.getMessage());
      }
      if (!exchange.response().closed()) {
        refuse(exchange, refusal.document());
      }
    }

    /// An agent knows one manifest, so it names one tag; weak or strong is the same here (RFC 9110
    /// §13.1.2).
    private static String knownTagIn(HttpServerRequest request) {
      var header = request.getHeader(HttpHeaders.IF_NONE_MATCH);
      if (header == null) {
        return "";
      }
      return header.startsWith("W/") ? header.substring(2) : header;
    }
  }
}
