package org.keyferry.repository.app;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/// Says with each answer what time it is here (RFC 9110 §6.6.1): a host whose clock is wrong learns
/// by how much.
@ApplicationScoped
class DateHeader {

  private static final int BEFORE_ALL_OTHERS = Integer.MIN_VALUE;
  private static final DateTimeFormatter IMF_FIXDATE = // RFC 9110 §5.6.7
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final InstantSource clock;
  private final AtomicReference<Second> last = new AtomicReference<>(new Second(Instant.EPOCH));

  DateHeader(InstantSource clock) {
    this.clock = clock;
  }

  void serve(@Observes Router router) {
    router.route().order(BEFORE_ALL_OTHERS).handler(this::add);
  }

  void manage(@Observes ManagementInterface listener) {
    serve(listener.router());
  }

  /// When it goes out: an answer may have waited for something to tell.
  private void add(RoutingContext exchange) {
    exchange.addHeadersEndHandler(_ -> exchange.response().putHeader(HttpHeaders.DATE, now()));
    exchange.next();
  }

  /// Written once a second, however many answers there are.
  CharSequence now() {
    var now = clock.instant();
    var known = last.get();
    if (known.epochSecond == now.getEpochSecond()) {
      return known.text;
    }
    var begun = new Second(now);
    last.set(begun);
    return begun.text;
  }

  private record Second(long epochSecond, CharSequence text) {

    Second(Instant moment) {
      this(moment.getEpochSecond(), HttpHeaders.createOptimized(IMF_FIXDATE.format(moment)));
    }
  }
}
