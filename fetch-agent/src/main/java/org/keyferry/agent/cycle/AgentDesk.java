package org.keyferry.agent.cycle;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.keyferry.agent.adopt.AdoptDesk;
import org.keyferry.agent.adopt.Sources;
import org.keyferry.agent.adopt.host.HostRoot;
import org.keyferry.agent.connection.ConversationFailed;
import org.keyferry.agent.connection.RepositoryConnection;
import org.keyferry.agent.cycle.Rests.Patience;
import org.keyferry.agent.disk.Folder;
import org.keyferry.agent.disk.PathGuard;
import org.keyferry.agent.disk.StateLock;
import org.keyferry.agent.fetch.HighWaterMarks;
import org.keyferry.agent.identity.AgentIdentity;
import org.keyferry.agent.identity.EnrollmentConversation;
import org.keyferry.agent.identity.IdentityStore;
import org.keyferry.agent.install.Installation;
import org.keyferry.agent.install.Stage;
import org.keyferry.protocol.agent.EnrollmentToken;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.SerialNumber;

/// What people and init systems ask of the agent.
public final class AgentDesk {

  private static final Logger LOG = Logger.getLogger(AgentDesk.class);
  private static final String LOCK = "lock";

  private final World world;

  public AgentDesk(World world) {
    this.world = world;
  }

  /// The time, for those who show it.
  public InstantSource clock() {
    return world.clock();
  }

  /// Makes this host an agent. Can be repeated until it works: the keys stay.
  ///
  /// @param state the agent's state directory
  /// @param again what to do if this host is enrolled already
  /// @throws AlreadyEnrolled unless told otherwise
  public AgentIdentity enroll(Path state, URI server, EnrollmentToken token, Again again)
      throws ConversationFailed, AgentBusy, AlreadyEnrolled, IOException, InterruptedException {
    try (var _ = lock(state)) {
      var store = new IdentityStore(state);
      var present = again == Again.REFUSE ? store.current() : Optional.<AgentIdentity>empty();
      if (present.isPresent()) {
        throw new AlreadyEnrolled(present.get());
      }
      new HighWaterMarks(state).begin();
      try (var connection = RepositoryConnection.ofStranger(server, token.root())) {
        var identity = new EnrollmentConversation(store, world.random()).enroll(connection, token);
        LOG.infof(
            "agent enrolled agent=%s name=%s expires=%s",
            identity.agent(), identity.name(), identity.expires());
        return identity;
      }
    }
  }

  /// One round, now: what failed before is tried again.
  ///
  /// @param progress hears of each stage, from the calling thread
  public RoundResult once(Settings settings, Progress progress)
      throws AgentBusy, IOException, InterruptedException {
    try (var _ = lock(settings.state());
        var rounds = new Rounds(settings, world, Patience.NONE, new StopSignal(), progress)) {
      return rounds.make(Duration.ZERO);
    }
  }

  /// Rounds until `stop`.
  public void run(Settings settings, StopSignal stop) throws AgentBusy, IOException {
    try (var _ = lock(settings.state());
        var rounds = new Rounds(settings, world, Patience.RESTING, stop, Progress.UNHEARD)) {
      LOG.infof(
          "agent started agent=%s name=%s server=%s targets=%d",
          rounds.identity().agent(),
          rounds.identity().name(),
          settings.server(),
          settings.targets().size());
      new Loop(settings, world, stop).run(rounds);
    } catch (InterruptedException stopped) {
      if (!stop.isStopped()) {
        Thread.currentThread().interrupt();
      }
    }
    LOG.info("agent stopped");
  }

  /// How this host stands. Asks nobody and changes nothing.
  public StatusPage status(Settings settings) throws IOException {
    var page = new Logbook(settings.state()).read();
    return new StatusPage(
        new IdentityStore(settings.state())
            .current()
            .map(each ->
                new StatusPage.Identity(
                    each.agent().toString(),
                    each.name().toString(),
                    each.repository().id().toString(),
                    each.expires())),
        settings.server().toString(),
        page.at(),
        page.contact(),
        page.news().filter(each -> Rounds.isFrozen(each, world.clock().instant())),
        page.trouble(),
        settings.targets().stream().map(target -> line(target, page.target(target))).toList(),
        new TreeMap<>(page.unwanted()));
  }

  /// What a host serves before the agent comes. Changes nothing.
  public AdoptDesk adopt(HostRoot host, Sources sources) {
    return AdoptDesk.look(host, sources, world.clock().instant());
  }

  private static StatusPage.Line line(Target target, Optional<Logbook.Entry> entry) {
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
    return new StatusPage.Line(
        target.name().toString(),
        target.certificate().toString(),
        fault.isPresent() ? "failed" : entry.map(Logbook.Entry::state).orElse("waiting"),
        version.map(Version::toString),
        serial,
        notAfter,
        entry.flatMap(Logbook.Entry::servedSerial),
        stage,
        fault.or(() -> entry.flatMap(Logbook.Entry::reason)),
        entry.flatMap(Logbook.Entry::remark),
        entry.flatMap(Logbook.Entry::notBefore));
  }

  private static StateLock lock(Path state) throws IOException, AgentBusy {
    var guard = PathGuard.ofThisProcess();
    guard.require(state);
    new Folder(state).make("rwx------");
    var file = state.resolve(LOCK);
    return StateLock.tryTake(file).orElseThrow(() -> new AgentBusy(file));
  }

  /// Whether a host that is enrolled may enroll once more, as a new agent.
  public enum Again {
    REFUSE,
    ALLOW
  }
}
