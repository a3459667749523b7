package org.keyferry.repository.notice;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Sends what waits in the outbox: each attempt outside a transaction, then a note of what came of
/// it. A crash between the two sends a message twice, with the same id.
@ApplicationScoped
public class NoticeCourier {

  private static final Logger LOG = Logger.getLogger(NoticeCourier.class);
  private static final int AT_ONCE = 20;
  private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
  private static final Duration LONGEST_RETRY = Duration.ofHours(1);
  private static final Duration WORTH_TELLING = Duration.ofDays(3);

  private final Outbox outbox;
  private final Instance<Channel> channels;
  private final InstantSource clock;

  NoticeCourier(Outbox outbox, @Any Instance<Channel> channels, InstantSource clock) {
    this.outbox = outbox;
    this.channels = channels;
    this.clock = clock;
  }

  /// Tries everything that is due once.
  public void deliver() {
    for (var waiting : outbox.due(clock.instant(), AT_ONCE)) {
      deliver(waiting);
    }
  }

  private void deliver(Outbox.Waiting waiting) {
    var notice = waiting.notice();
    var channel = channel(waiting.channel());
    if (channel.isEmpty()) {
      outbox.abandoned(notice.id(), waiting.channel());
      LOG.warnf(
          "notice abandoned notice=%s channel=%s reason=\"it is not configured any more\"",
          notice.id(), waiting.channel());
      return;
    }
    try {
      channel.get().send(notice);
      outbox.sent(notice.id(), waiting.channel());
      LOG.infof("notice sent notice=%s channel=%s", notice.id(), waiting.channel());
    } catch (ChannelFailure failure) {
      fail(waiting, failure, clock.instant());
    } catch (RuntimeException fault) { // the outermost loop: one channel does not stop others
      LOG.errorf(fault, "notice met a fault notice=%s channel=%s", notice.id(), waiting.channel());
      fail(
          waiting,
          new ChannelFailure("the repository failed; its log says why", fault),
          clock.instant());
    }
  }

  private void fail(Outbox.Waiting waiting, ChannelFailure failure, Instant now) {
    var notice = waiting.notice();
    if (notice.at().plus(WORTH_TELLING).isBefore(now)) {
      outbox.abandoned(notice.id(), waiting.channel());
      LOG.errorf(
          "notice abandoned notice=%s channel=%s attempts=%d reason=\"%s\"",
          notice.id(), waiting.channel(), waiting.attempts() + 1, failure.getMessage());
      return;
    }
    var next = now.plus(pauseAfter(waiting.attempts()));
    outbox.failed(notice.id(), waiting.channel(), String.valueOf(failure.getMessage()), next);
    LOG.warnf(
        "notice not sent notice=%s channel=%s attempts=%d next=%s reason=\"%s\"",
        notice.id(), waiting.channel(), waiting.attempts() + 1, next, failure.getMessage());
  }

  private static Duration pauseAfter(int failures) {
    var pause = FIRST_RETRY.multipliedBy(1L << Math.min(failures, 10));
    return pause.compareTo(LONGEST_RETRY) < 0 ? pause : LONGEST_RETRY;
  }

  private Optional<Channel> channel(String name) {
    return channels.stream()
        .filter(each -> each.name().equals(name) && each.isConfigured())
        .findFirst();
  }
}
