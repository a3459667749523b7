package org.keyferry.agent.cycle;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
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
import org.keyferry.protocol.agent.EnrollmentToken;

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

  /// The release of this program.
  public String version() {
    return world.version();
  }

  /// Makes this host an agent. Can be repeated until it works: the keys stay.
  ///
  /// @param again what to do if this host is enrolled already
  /// @throws AlreadyEnrolled unless told otherwise
  public AgentIdentity enroll(Settings settings, EnrollmentToken token, Again again)
      throws ConversationFailed, AgentBusy, AlreadyEnrolled, IOException, InterruptedException {
    var state = settings.state();
    try (var _ = lock(state);
        var store = IdentityStore.open(state, settings.keys(), world.random())) {
      var present = again == Again.REFUSE ? store.current() : Optional.<AgentIdentity>empty();
      if (present.isPresent()) {
        throw new AlreadyEnrolled(present.get());
      }
      new HighWaterMarks(state).begin();
      try (var connection = RepositoryConnection.ofStranger(settings.server(), token.root())) {
        var identity = new EnrollmentConversation(store).enroll(connection, token);
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
    return once(settings, Asked.BY_A_PERSON, progress);
  }

  /// One round, now.
  ///
  /// @param asked whether what failed a short while ago is tried again
  /// @param progress hears of each stage, from the calling thread
  public RoundResult once(Settings settings, Asked asked, Progress progress)
      throws AgentBusy, IOException, InterruptedException {
    try (var _ = lock(settings.state());
        var rounds = new Rounds(settings, world, asked.patience, new StopSignal(), progress)) {
      return rounds.make(Duration.ZERO);
    }
  }

  /// Rounds until `stop`.
  public void run(Settings settings, StopSignal stop) throws AgentBusy, IOException {
    run(settings, stop, AfterRound.NOTHING);
  }

  /// Rounds until `stop`.
  ///
  /// @param afterRound is done after each, by the calling thread
  public void run(Settings settings, StopSignal stop, AfterRound afterRound)
      throws AgentBusy, IOException {
    run(settings, stop, afterRound, Progress.UNHEARD);
  }

  /// @param progress hears of each stage, from the calling thread
  void run(Settings settings, StopSignal stop, AfterRound afterRound, Progress progress)
      throws AgentBusy, IOException {
    try (var _ = lock(settings.state());
        var rounds = new Rounds(settings, world, Patience.RESTING, stop, progress)) {
      LOG.infof(
          "agent started agent=%s name=%s server=%s targets=%d",
          rounds.identity().agent(),
          rounds.identity().name(),
          settings.server(),
          settings.targets().size());
      runBesideRelay(settings, stop, afterRound, rounds);
    } catch (InterruptedException stopped) {
      if (!stop.isStopped()) {
        Thread.currentThread().interrupt();
      }
    }
    LOG.info("agent stopped");
  }

  private void runBesideRelay(
      Settings settings, StopSignal stop, AfterRound afterRound, Rounds rounds)
      throws IOException, InterruptedException {
    var relay = ChallengeRelay.begin(settings, rounds::connection, world, stop);
    try {
      new Loop(settings, world, stop, afterRound).run(rounds);
    } finally {
      relay.ifPresent(ChallengeRelay::close);
    }
  }

  /// How this host stands. Asks nobody and changes nothing.
  public StatusPage status(Settings settings) throws IOException {
    return new StatusReader(settings, settings.state().resolve(LOCK), world.clock().instant())
        .read();
  }

  /// What a host serves before the agent comes. Changes nothing.
  public AdoptDesk adopt(HostRoot host, Sources sources) {
    return AdoptDesk.look(host, sources, world.clock().instant());
  }

  private static StateLock lock(Path state) throws IOException, AgentBusy {
    var guard = PathGuard.ofThisProcess();
    guard.require(state);
    new Folder(state).make("rwx------");
    var file = state.resolve(LOCK);
    return StateLock.tryTake(file).orElseThrow(() -> new AgentBusy(file));
  }

  /// Whether a host that is enrolled may enroll once more; the token says as whom.
  public enum Again {
    REFUSE,
    ALLOW
  }

  /// Who wants a round.
  public enum Asked {
    /// What failed is tried again.
    BY_A_PERSON(Patience.NONE),
    /// What failed rests, as between the rounds of [#run].
    BY_A_TIMER(Patience.RESTING);

    private final Patience patience;

    Asked(Patience patience) {
      this.patience = patience;
    }
  }
}
