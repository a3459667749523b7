package org.keyferry.agent.cycle;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keyferry.agent.connection.ConversationFailed;
import org.keyferry.agent.connection.RepositoryConnection;
import org.keyferry.agent.cycle.Rests.Patience;
import org.keyferry.agent.disk.PathGuard;
import org.keyferry.agent.fetch.BundleFetcher;
import org.keyferry.agent.fetch.HighWaterMarks;
import org.keyferry.agent.fetch.ManifestFetcher;
import org.keyferry.agent.identity.AgentIdentity;
import org.keyferry.agent.identity.IdentityStore;
import org.keyferry.agent.identity.NotEnrolled;
import org.keyferry.agent.identity.RenewalConversation;
import org.keyferry.agent.probe.TlsProbe;
import org.keyferry.agent.reload.RecipeRunner;
import org.keyferry.agent.report.ReportConversation;
import org.keyferry.protocol.agent.Report;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.RejectedStatement;
import org.keyferry.protocol.bundle.SealedKeyOpener;
import org.keyferry.protocol.bundle.StatementReader;

/// Makes rounds, with one identity and over one connection as long as both are good.
///
/// Not safe for more than one thread; the state directory is locked by whoever makes it.
final class Rounds implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Rounds.class);
  private static final Duration REPORT_INTERVAL = Duration.ofHours(1);

  private final Settings settings;
  private final World world;
  private final IdentityStore identities;
  private final RenewalConversation renewal;
  private final HighWaterMarks marks;
  private final Logbook logbook;
  private final Rests rests;
  private final StopSignal stop;
  private final PathGuard guard;
  private final TlsProbe probe = new TlsProbe();
  private final TargetInstaller installer;
  private final ReportWriter reportWriter;
  private final ReportConversation reports = new ReportConversation();

  private AgentIdentity identity;
  private RepositoryConnection connection;
  private long generation;
  private Optional<Report> lastReport = Optional.empty();

  Rounds(Settings settings, World world, Patience patience, StopSignal stop) throws IOException {
    this.settings = settings;
    this.world = world;
    this.identities = new IdentityStore(settings.state());
    this.renewal = new RenewalConversation(identities, world.random());
    this.marks = new HighWaterMarks(settings.state());
    this.logbook = new Logbook(settings.state());
    var lastRound = logbook.read();
    this.generation = lastRound.generation();
    this.rests = new Rests(lastRound, new BackOff(settings.poll(), world.random()), patience);
    this.stop = stop;
    this.guard = PathGuard.ofThisProcess();
    this.installer =
        new TargetInstaller(new RecipeRunner(), probe::look, world.pause(), world.clock());
    this.reportWriter = new ReportWriter(world.version(), probe::look, world.clock());
    this.identity = identities.current().orElseThrow(NotEnrolled::new);
    this.connection = connect();
  }

  /// @param wait how long the repository may hold the request if there is nothing new
  RoundResult make(Duration wait) throws InterruptedException {
    var state = settings.state();
    var reader =
        new StatementReader(
            identity.repository(),
            identity.agent(),
            world.clock(),
            StatementReader.CLOCK_TOLERANCE);
    var round =
        new Round(
            identity.agent(),
            settings.targets(),
            new ManifestFetcher(state, reader, marks),
            new BundleFetcher(state, reader),
            marks,
            new SealedKeyOpener(identity.sealingKey()),
            installer,
            guard,
            rests,
            world.clock());
    round.finishWhatIsUnderWay();
    var trouble = followRepository(round, wait);
    var result = new RoundResult(trouble, round.results());
    keep(result);
    report(result, round);
    return result;
  }

  /// When a target that failed is to be tried again.
  Optional<Instant> nextTry() {
    return rests.next(settings.targets(), world.clock().instant());
  }

  @Override
  public void close() {
    connection.close();
  }

  private Optional<Trouble> followRepository(Round round, Duration wait)
      throws InterruptedException {
    var expired = expiry();
    if (expired.isPresent()) {
      LOG.error(expired.get().sentence());
      return expired;
    }
    try {
      renewIfDue();
      round.follow(ask(round, wait), connection);
      return Optional.empty();
    } catch (ConversationFailed failure) {
      LOG.warn(failure.getMessage());
      followKept(round);
      return Optional.of(Trouble.of(failure));
    } catch (RejectedStatement rejected) {
      var trouble = Trouble.of(rejected);
      LOG.warn(trouble.sentence());
      return Optional.of(trouble);
    } catch (IOException failure) {
      var trouble = Trouble.of(failure);
      LOG.warn(trouble.sentence());
      return Optional.of(trouble);
    }
  }

  private Manifest ask(Round round, Duration wait)
      throws ConversationFailed, RejectedStatement, IOException, InterruptedException {
    stop.beginWait();
    try {
      return round.ask(connection, wait);
    } finally {
      stop.endWait();
    }
  }

  /// What was fetched before the repository went down can still be installed.
  private void followKept(Round round) throws InterruptedException {
    try {
      Optional<Manifest> kept = round.kept();
      if (kept.isPresent()) {
        round.follow(kept.get(), connection);
      }
    } catch (IOException failure) {
      LOG.warn(Trouble.sentenceOf(failure));
    }
  }

  /// A renewal that fails is tried again in the next round; until it expires, the present identity
  /// will do.
  private void renewIfDue() throws IOException, InterruptedException {
    if (world.clock().instant().isBefore(identity.renewalDue())) {
      return;
    }
    try {
      identity = renewal.renew(identity, connection);
    } catch (ConversationFailed failure) {
      LOG.warnf("identity not renewed expires=%s: %s", identity.expires(), failure.sentence());
      return;
    }
    connection.close();
    connection = connect();
    LOG.infof("identity renewed agent=%s expires=%s", identity.agent(), identity.expires());
  }

  private Optional<Trouble> expiry() {
    return world.clock().instant().isAfter(identity.expires())
        ? Optional.of(
            new Trouble(
                Fault.REFUSED,
                "this host's identity expired at "
                    + identity.expires()
                    + ": what is installed stays, nothing new comes; unless the clock is wrong, ask"
                    + " an officer for a token and run keyferry-agent enroll --again"))
        : Optional.empty();
  }

  private RepositoryConnection connect() {
    return RepositoryConnection.ofAgent(
        settings.server(), identity.root(), identity.key(), identity.chain());
  }

  private void keep(RoundResult result) {
    generation++;
    var now = world.clock().instant();
    var reached = result.trouble().filter(each -> each.fault() == Fault.UNREACHABLE).isEmpty();
    try {
      logbook.write(
          new Logbook.Page(
              Optional.of(now),
              reached ? Optional.of(now) : logbook.read().contact(),
              result.trouble().map(Trouble::sentence),
              generation,
              rests.entriesOf(settings)));
    } catch (IOException failure) {
      LOG.warnf("last round not written down: %s", Trouble.sentenceOf(failure));
    }
  }

  /// A report is sent when anything in it is new, and once an hour.
  private void report(RoundResult result, Round round) throws InterruptedException {
    if (result.trouble().filter(each -> each.fault() == Fault.UNREACHABLE).isPresent()
        || expiry().isPresent()) {
      return;
    }
    var report = reportWriter.write(result, round::entryOf, generation);
    if (lastReport.filter(last -> saysTheSame(last, report)).isPresent()) {
      return;
    }
    try {
      reports.send(connection, report);
      lastReport = Optional.of(report);
    } catch (ConversationFailed failure) {
      LOG.warnf("report not sent: %s", failure.getMessage());
    }
  }

  private static boolean saysTheSame(Report last, Report next) {
    return last.targets().equals(next.targets())
        && next.at().isBefore(last.at().plus(REPORT_INTERVAL));
  }

  AgentIdentity identity() {
    return identity;
  }
}
