package org.keyferry.repository.issuance.web;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.keyferry.repository.issuance.ChallengeAnswer;
import org.keyferry.repository.issuance.ChallengeAnswers;

/// Gives each CA the answer that it comes for, out of the database, so that each replica can.
@ApplicationScoped
class ChallengeListener {

  private static final Logger LOG = Logger.getLogger(ChallengeListener.class);
  static final String PREFIX = "/.well-known/acme-challenge/";
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,200}");
  private static final int IDLE_SECONDS = 10;
  private static final int LARGEST_HEADERS = 8 * 1024;

  private final Vertx vertx;
  private final Http01Config config;
  private final ChallengeAnswers answers;
  private Optional<HttpServer> server = Optional.empty();

  ChallengeListener(Vertx vertx, Http01Config config, ChallengeAnswers answers) {
    this.vertx = vertx;
    this.config = config;
    this.answers = answers;
  }

  void start(@Observes StartupEvent event) {
    server = config.port().map(this::listen);
  }

  void stop(@Observes ShutdownEvent event) {
    server.ifPresent(HttpServer::close);
  }

  private HttpServer listen(int port) {
    var options =
        new HttpServerOptions()
            .setHost(config.host())
            .setPort(port)
            .setIdleTimeout(IDLE_SECONDS)
            .setMaxHeaderSize(LARGEST_HEADERS);
    try {
      var listening =
          vertx
              .createHttpServer(options)
              .requestHandler(this::answer)
              .listen()
              .toCompletionStage()
              .toCompletableFuture()
              .join();
      LOG.infof("http-01 listener started host=%s port=%d", config.host(), port);
      return listening;
    } catch (CompletionException failure) {
      throw PortUnavailable.of(
          port, config.host(), "keyferry.http01", Objects.requireNonNull(failure.getCause()));
    }
  }

  private void answer(HttpServerRequest request) {
    var token = tokenOf(request);
    if (token.isEmpty()) {
      request.response().setStatusCode(404).end();
      return;
    }
    vertx
        .executeBlocking(() -> answers.withToken(token.get()), false)
        .onSuccess(found -> give(request, found))
        .onFailure(fault -> {
          LOG.warn("http-01 could not be answered", fault);
          request.response().setStatusCode(503).end();
        });
  }

  private static void give(HttpServerRequest request, Optional<ChallengeAnswer> found) {
    if (found.isEmpty()) {
      request.response().setStatusCode(404).end();
      return;
    }
    request
        .response()
        .putHeader("Content-Type", "application/octet-stream")
        .end(found.get().keyAuthorization());
    LOG.infof(
        "http-01 answered name=%s order=%s to=%s",
        found.get().name(), found.get().order(), request.remoteAddress());
  }

  private static Optional<String> tokenOf(HttpServerRequest request) {
    return Optional.ofNullable(request.path())
        .filter(path -> request.method().equals(HttpMethod.GET))
        .filter(path -> path.startsWith(PREFIX))
        .map(path -> path.substring(PREFIX.length()))
        .filter(token -> TOKEN.matcher(token).matches());
  }
}
