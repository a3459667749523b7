package org.keyferry.repository.renewal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.repository.renewal.Life;
import org.keyferry.repository.renewal.Window;

@Entity
@DynamicUpdate
@Table(name = "renewal")
@NullUnmarked
class RenewalRow {

  private static final int LATENESS = 4; // a quarter of the time that is left
  private static final Duration LATENESS_OF_THE_LOST = Duration.ofHours(1);
  private static final Duration LATENESS_OF_THE_HASTENED = Duration.ofHours(1);

  @Id UUID certificate;

  @Column(name = "renew_at")
  Instant renewAt;

  int failures;

  @Column(name = "not_after")
  Instant notAfter;

  @Column(name = "life_seconds")
  Long lifeSeconds;

  @Column(name = "look_at")
  Instant lookAt;

  @Column(name = "window_start")
  Instant windowStart;

  @Column(name = "window_end")
  Instant windowEnd;

  @Column(name = "first_window_end")
  Instant firstWindowEnd;

  @Column(name = "overdue_at")
  Instant overdueAt;

  RenewalRow take(UUID id) {
    certificate = id;
    return this;
  }

  void succeeded(Life life, Instant next, Instant look) {
    renewAt = next;
    failures = 0;
    notAfter = life.notAfter();
    lifeSeconds = Math.max(1, life.duration().toSeconds());
    lookAt = look;
    windowStart = null;
    windowEnd = null;
    firstWindowEnd = null;
    overdueAt = next.plus(Duration.between(next, life.notAfter()).dividedBy(LATENESS));
  }

  /// The first certificate of all is overdue when its first order came to nothing.
  void failed(Instant next) {
    renewAt = next;
    failures++;
    overdueAt = overdueAt == null ? next : overdueAt;
  }

  void lost(Instant end) {
    var overdueThen = end.plus(LATENESS_OF_THE_LOST);
    renewAt = renewAt == null ? null : earlier(renewAt, end);
    notAfter = notAfter == null ? end : earlier(notAfter, end);
    overdueAt = overdueAt == null ? overdueThen : earlier(overdueAt, overdueThen);
  }

  void begun() {
    renewAt = null;
  }

  Optional<Window> window() {
    return Optional.ofNullable(windowStart).map(start -> new Window(start, windowEnd));
  }

  Optional<Instant> hastenedUntil() {
    return window()
        .filter(now -> now.isMuchSoonerThan(firstWindowEnd, Duration.ofSeconds(lifeSeconds)))
        .map(Window::end);
  }

  /// After an order that came to nothing its pause stays: the window is no reason to hurry more.
  /// What is lost does not wait for it either.
  void moved(Window window, Instant next) {
    windowStart = window.start();
    windowEnd = window.end();
    firstWindowEnd = firstWindowEnd == null ? windowEnd : firstWindowEnd;
    hastenedUntil()
        .map(end -> (end.isBefore(next) ? next : end).plus(LATENESS_OF_THE_HASTENED))
        .ifPresent(late -> overdueAt = overdueAt == null ? late : earlier(overdueAt, late));
    if (renewAt != null && failures == 0 && notAfter.isAfter(renewAt)) {
      renewAt = next;
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
