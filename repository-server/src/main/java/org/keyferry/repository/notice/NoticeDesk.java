package org.keyferry.repository.notice;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;

/// Decides what people are told. What they were told, and the message itself, are noted in one
/// transaction, so none is lost and none is told twice.
@ApplicationScoped
@Transactional
public class NoticeDesk {

  private static final Logger LOG = Logger.getLogger(NoticeDesk.class);

  private final OpenConditions open;
  private final Digests digests;
  private final Outbox outbox;
  private final Instance<Channel> channels;
  private final NoticeConfig config;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  NoticeDesk(
      OpenConditions open,
      Digests digests,
      Outbox outbox,
      @Any Instance<Channel> channels,
      NoticeConfig config,
      Supplier<UUID> ids,
      InstantSource clock) {
    this.open = open;
    this.digests = digests;
    this.outbox = outbox;
    this.channels = channels;
    this.config = config;
    this.ids = ids;
    this.clock = clock;
  }

  /// Writes what is to be told of what was found.
  ///
  /// @param found all conditions that there are now
  public void note(List<Condition> found) {
    var now = clock.instant();
    var known = open.hold();
    var changes = Changes.between(known, found, now);
    open.found(found, now);
    open.ended(changes.ended());
    if (!changes.isEmpty()) {
      post(
          new Notice(
              ids.get(), now, Notice.Occasion.CHANGE, changes.begun(), changes.ended(), List.of()));
    }
    if (digests.take(new DigestTime(config.digestAt(), config.zone()).latest(now))) {
      digest(now);
    }
  }

  /// What is open now, the worst first.
  public List<OpenCondition> open() {
    return open.all();
  }

  /// Sends a message to each channel, to see whether it arrives.
  ///
  /// @return the channels
  /// @throws ProblemException STATE_CONFLICT if none is configured
  public List<String> sendTrial() {
    var names = configured().map(Channel::name).toList();
    if (names.isEmpty()) {
      throw new ProblemException(
          ProblemType.STATE_CONFLICT,
          "no channel is configured: set keyferry.mail or keyferry.webhook on the" + " server");
    }
    post(
        new Notice(
            ids.get(), clock.instant(), Notice.Occasion.TRIAL, List.of(), List.of(), List.of()));
    return names;
  }

  private void digest(Instant now) {
    var lasting = open.all().stream().map(OpenCondition::condition).toList();
    if (!lasting.isEmpty()) {
      post(new Notice(ids.get(), now, Notice.Occasion.DIGEST, List.of(), List.of(), lasting));
    }
  }

  private void post(Notice notice) {
    configured().forEach(channel -> outbox.add(notice, channel.name()));
    LOG.infof(
        "notice written notice=%s occasion=%s begun=%d ended=%d lasting=%d",
        notice.id(),
        notice.occasion(),
        notice.begun().size(),
        notice.ended().size(),
        notice.lasting().size());
  }

  private Stream<Channel> configured() {
    return channels.stream()
        .filter(Channel::isConfigured)
        .sorted(Comparator.comparing(Channel::name));
  }
}
