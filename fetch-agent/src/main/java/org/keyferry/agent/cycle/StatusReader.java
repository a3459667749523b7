package org.keyferry.agent.cycle;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.keyferry.agent.disk.LockHolder;
import org.keyferry.agent.fetch.HighWaterMarks;
import org.keyferry.agent.fetch.ManifestFetcher;
import org.keyferry.agent.identity.IdentityCard;
import org.keyferry.agent.identity.IdentityStore;
import org.keyferry.agent.identity.KeyHome;
import org.keyferry.agent.install.Installation;
import org.keyferry.agent.install.Stage;
import org.keyferry.protocol.bundle.StatementReader;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.SerialNumber;

/// Reads how this host stands from its disk. Asks nobody, takes no lock and changes nothing.
final class StatusReader {

  private static final String NEXT_ROUND = "it is tried again in the next round";
  private static final String BY_ONCE =
      " by keyferry-agent once; keyferry-agent doctor looks for the cause";

  /// Whatever was signed once passes: the question is until when it was fresh.
  private static final Duration AGES = Duration.ofDays(100_000);

  private final Settings settings;
  private final Path lock;
  private final Instant now;

  /// @param lock that an agent at work holds
  StatusReader(Settings settings, Path lock, Instant now) {
    this.settings = settings;
    this.lock = lock;
    this.now = now;
  }

  StatusPage read() throws IOException {
    var page = new Logbook(settings.state()).read();
    var identity = IdentityStore.card(settings.state());
    var holder = LockHolder.of(lock);
    return new StatusPage(
        now,
        identity.map(this::identityOf),
        settings.server().toString(),
        holder.isPresent() ? Optional.of(holder.getAsLong()) : Optional.empty(),
        page.at(),
        page.contact(),
        identity.flatMap(this::manifest),
        page.news().filter(each -> Rounds.isFrozen(each, now)),
        page.fault().map(Tally::word),
        page.trouble(),
        next(identity, page, holder),
        page.tally(),
        settings.targets().stream().map(target -> line(target, page.target(target))).toList(),
        new TreeMap<>(page.unwanted()));
  }

  private StatusPage.Identity identityOf(IdentityCard identity) {
    return new StatusPage.Identity(
        identity.agent().toString(),
        identity.name().toString(),
        identity.repository().id().toString(),
        identity.expires(),
        identity.renewalDue(),
        switch (settings.keys()) {
          case KeyHome.InFiles _ -> "files";
          case KeyHome.InToken _ -> "pkcs11";
        });
  }

  private Optional<StatusPage.Freshness> manifest(IdentityCard identity) {
    var reader =
        new StatementReader(identity.repository(), identity.agent(), () -> Instant.EPOCH, AGES);
    try {
      return new ManifestFetcher(settings.state(), reader, new HighWaterMarks(settings.state()))
          .kept()
          .map(each -> new StatusPage.Freshness(each.issuedAt(), each.freshUntil()));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private String next(Optional<IdentityCard> identity, Logbook.Page page, OptionalLong holder) {
    if (identity.isEmpty()) {
      return "enroll this host: ask an officer for a token (keyferry tokens create NAME), and run"
          + " keyferry-agent enroll --token-file FILE";
    }
    if (now.isAfter(identity.get().expires())) {
      return "unless the clock is wrong, ask an officer for a token, and run keyferry-agent enroll"
          + " --again";
    }
    if (settings.targets().isEmpty()) {
      return "name a target in the settings";
    }
    if (page.at().isEmpty() && holder.isEmpty()) {
      return "make a first round: keyferry-agent once, or systemctl enable --now keyferry-agent";
    }
    if (holder.isEmpty()) {
      return "no agent is at work: systemctl start keyferry-agent, or keyferry-agent once";
    }
    return page.trouble().isPresent()
        ? "the agent tries again by itself; keyferry-agent doctor looks for the cause"
        : "the agent waits for news";
  }

  private StatusPage.Line line(Target target, Optional<Logbook.Entry> entry) {
    var installation = Installation.of(target.placement());
    var version = Optional.<Version>empty();
    var serial = Optional.<String>empty();
    var notAfter = Optional.<Instant>empty();
    var fault = Optional.<String>empty();
    var stage = entry.flatMap(Logbook.Entry::stage);
    try {
      version = installation.journal().confirmed();
      stage =
          installation
              .journal()
              .stage()
              .map(Stage::word)
              .or(() -> entry.flatMap(Logbook.Entry::stage));
      if (version.isPresent()) {
        var leaf = installation.leafOf(version.get());
        serial = Optional.of(SerialNumber.of(leaf).toString());
        notAfter = Optional.of(leaf.getNotAfter().toInstant());
      }
    } catch (IOException damaged) {
      fault = Optional.of(Trouble.sentenceOf(damaged));
    }
    var state = fault.isPresent() ? "failed" : entry.map(Logbook.Entry::state).orElse("waiting");
    var nextTry = entry.flatMap(Logbook.Entry::notBefore);
    return new StatusPage.Line(
        target.name().toString(),
        target.kind().word(),
        target.certificate().toString(),
        state,
        version.map(Version::toString),
        serial,
        notAfter,
        entry.flatMap(Logbook.Entry::servedSerial),
        listeners(target, entry.map(Logbook.Entry::seen).orElse(List.of())),
        stage,
        fault.or(() -> entry.flatMap(Logbook.Entry::reason)),
        entry.flatMap(Logbook.Entry::remark),
        entry.isPresent() ? next(target, state, nextTry) : "it waits for a first round",
        nextTry,
        entry.map(Logbook.Entry::failures).orElse(0),
        entry.map(Logbook.Entry::installs).orElse(0L),
        entry.map(Logbook.Entry::rollbacks).orElse(0L));
  }

  /// Those of the settings, whether somebody looked at them or not.
  private static List<StatusPage.Seen> listeners(Target target, List<StatusPage.Seen> seen) {
    return target.listeners().stream()
        .map(Logbook::unseen)
        .map(each -> seen.stream().filter(other -> isTheSame(each, other)).findFirst().orElse(each))
        .toList();
  }

  private static boolean isTheSame(StatusPage.Seen one, StatusPage.Seen other) {
    return one.address().equals(other.address())
        && one.protocol().equals(other.protocol())
        && one.serverName().equals(other.serverName());
  }

  private String next(Target target, String state, Optional<Instant> nextTry) {
    return switch (state) {
      case "served" -> "nothing is to be done";
      case "installed" ->
          target.listeners().isEmpty()
              ? "nothing is to be done; name `listeners` to have it looked at"
              : "start the server: nobody answers at the listeners";
      case "waiting" ->
          "ask an officer for a grant (keyferry grants add), unless the certificate is on its way";
      case "held" ->
          nextTry
              .filter(now::isBefore)
              .map(at ->
                  "it goes in at "
                      + Moments.minute(at)
                      + ", or now by keyferry-agent once --ignore-windows")
              .orElse("it goes in with the next round");
      default ->
          nextTry
              .filter(now::isBefore)
              .map(at ->
                  "it is tried again at "
                      + Moments.minute(at)
                      + " (in "
                      + Moments.left(at, now)
                      + "), or now"
                      + BY_ONCE)
              .orElse(NEXT_ROUND + ", or now" + BY_ONCE);
    };
  }
}
