package org.keyferry.agent.cycle;

import java.io.IOException;
import java.security.ProviderException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
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
import org.keyferry.agent.identity.TokenFault;
import org.keyferry.agent.install.Stage;
import org.keyferry.agent.probe.TlsProbe;
import org.keyferry.agent.reload.RecipeRunner;
import org.keyferry.agent.report.ReportConversation;
import org.keyferry.agent.report.ReportJournal;
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

  /// A manifest is fresh for an hour. Silence for many of them is not an outage any more.
  private static final Duration FREEZE = Duration.ofHours(6);

  /// A version that failed does not press as news do: its target rests longer than the agent.
  private static final int REST_FACTOR = 4;

  /// Nor does it help a server that refuses a version to be told of it every few minutes.
  private static final Duration LONGEST_REST_OF_A_SERVER = Duration.ofHours(1);

  private final Settings settings;
  private final World world;
  private final IdentityStore identities;
  private final RenewalConversation renewal;
  private final HighWaterMarks marks;
  private final Logbook logbook;
  private final Rests rests;
  private final StopSignal stop;
  private final PathGuard guard;
  private final Watch watch;
  private final Progress progress;
  private final TargetInstaller installer;
  private final ReportWriter reportWriter;
  private final ReportJournal journal;
  private final ReportConversation reports;

  private AgentIdentity identity;
  private volatile RepositoryConnection connection; // the relay of challenges reads it
  private Instant news;
  private Tally tally;
  private Optional<Report> lastReport = Optional.empty();

  Rounds(Settings settings, World world, Patience patience, StopSignal stop, Progress progress)
      throws IOException {
    this.settings = settings;
    this.world = world;
    this.identities = IdentityStore.open(settings.state(), settings.keys(), world.random());
    this.renewal = new RenewalConversation(identities);
    this.marks = new HighWaterMarks(settings.state());
    this.logbook = new Logbook(settings.state());
    this.journal = new ReportJournal(settings.state());
    this.reports = new ReportConversation(journal);
    var lastRound = logbook.read();
    this.tally = lastRound.tally();
    this.news = lastRound.news().orElseGet(world.clock()::instant);
    var poll = settings.poll();
    this.rests =
        new Rests(
            lastRound,
            new BackOff(
                poll.firstBackOff(),
                poll.longestBackOff().multipliedBy(REST_FACTOR),
                world.random()),
            new BackOff(poll.firstBackOff(), LONGEST_REST_OF_A_SERVER, world.random()),
            patience);
    this.stop = stop;
    this.guard = PathGuard.ofThisProcess();
    this.watch = new Watch(new TlsProbe()::look, world.pause(), world.clock());
    this.progress = progress;
    this.installer = new TargetInstaller(new RecipeRunner(), watch, progress);
    this.reportWriter = new ReportWriter(world.version(), world.clock());
    try {
      this.identity = identities.current().orElseThrow(NotEnrolled::new);
      identities.tidyIfTheTokenLets();
    } catch (IOException unusable) {
      identities.close();
      throw unusable;
    }
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
            watch,
            rests,
            stop,
            world.clock());
    try {
      round.finishWhatIsUnderWay();
      var trouble = followRepository(round, wait).map(this::measured);
      var result = new RoundResult(trouble, round.results(), round.unwanted());
      tally = tally.after(trouble, round.fetched());
      keep(pageOf(result));
      report(result, round);
      return result;
    } catch (InterruptedException stopped) {
      keep(logbook.readOr(Logbook.Page.BLANK).with(rests.entriesOf(settings)));
      throw stopped;
    }
  }

  /// When a target that failed is to be tried again.
  Optional<Instant> nextTry() {
    return rests.next(settings.targets(), world.clock().instant());
  }

  @Override
  public void close() {
    connection.close();
    identities.close();
  }

  private Optional<Trouble> followRepository(Round round, Duration wait)
      throws InterruptedException {
    var expired = expiry();
    if (expired.isPresent()) {
      LOG.errorf("repository not asked: %s", expired.get().sentence());
      return expired;
    }
    try {
      var notRenewed = renewIfDue();
      var manifest = stop.interrupting(() -> round.ask(connection, wait));
      news = world.clock().instant();
      round.follow(manifest, connection);
      return notRenewed;
    } catch (ConversationFailed failure) {
      LOG.warnf("repository not followed server=%s: %s", settings.server(), failure.sentence());
      followKept(round);
      return Optional.of(Trouble.of(failure));
    } catch (RejectedStatement rejected) {
      var trouble = Trouble.of(rejected);
      LOG.warnf("repository not followed server=%s: %s", settings.server(), trouble.sentence());
      return Optional.of(trouble);
    } catch (IOException failure) {
      var trouble = Trouble.of(failure);
      LOG.warnf("repository not followed server=%s: %s", settings.server(), trouble.sentence());
      return Optional.of(trouble);
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
      LOG.warnf("manifest of before not followed: %s", Trouble.sentenceOf(failure));
    }
  }

  /// A renewal that fails is tried again in the next round; until it expires, the present identity
  /// will do.
  ///
  /// @return what is wrong with this host, if that is why
  private Optional<Trouble> renewIfDue() throws IOException, InterruptedException {
    if (world.clock().instant().isBefore(identity.renewalDue())) {
      return Optional.empty();
    }
    try {
      identity = renewal.renew(identity, connection, journal.generation());
    } catch (ConversationFailed failure) {
      LOG.warnf("identity not renewed expires=%s: %s", identity.expires(), failure.sentence());
      return Optional.empty();
    } catch (TokenFault fault) {
      return Optional.of(notRenewed(Trouble.of(fault)));
    } catch (ProviderException silent) {
      return Optional.of(notRenewed(Trouble.of(silent)));
    }
    connection.close();
    connection = connect();
    LOG.infof("identity renewed agent=%s expires=%s", identity.agent(), identity.expires());
    return Optional.empty();
  }

  /// The token may be full, which is no reason to take no news.
  private Trouble notRenewed(Trouble trouble) {
    LOG.warnf("identity not renewed expires=%s: %s", identity.expires(), trouble.sentence());
    return new Trouble(
        trouble.fault(), "the identity of this host is not renewed: " + trouble.sentence());
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

  private Trouble measured(Trouble trouble) {
    if (!isFrozen()) {
      return trouble;
    }
    LOG.warnf("nothing fresh from the repository since=%s", news);
    return trouble.frozenSince(news);
  }

  private boolean isFrozen() {
    return isFrozen(news, world.clock().instant());
  }

  /// @param news when the repository last said something fresh
  static boolean isFrozen(Instant news, Instant now) {
    return now.isAfter(news.plus(FREEZE));
  }

  private Logbook.Page pageOf(RoundResult result) {
    var now = world.clock().instant();
    var reached = result.trouble().filter(each -> each.fault() == Fault.UNREACHABLE).isEmpty();
    var unwanted = new TreeMap<String, String>();
    result.unwanted().forEach(each -> unwanted.put(each.name().toString(), each.detail()));
    return new Logbook.Page(
        Optional.of(now),
        reached ? Optional.of(now) : logbook.readOr(Logbook.Page.BLANK).contact(),
        Optional.of(news),
        result.trouble().map(Trouble::fault),
        result.trouble().map(Trouble::sentence),
        tally,
        rests.entriesOf(settings),
        unwanted);
  }

  private void keep(Logbook.Page page) {
    try {
      logbook.write(page);
    } catch (IOException failure) {
      LOG.warnf("last round not written down: %s", Trouble.sentenceOf(failure));
    }
  }

  /// A report is sent when anything in it is new, and once an hour. Where the repository was not
  /// reached, it is spared, unless that has gone on for so long that it may not be its own doing.
  private void report(RoundResult result, Round round) throws InterruptedException {
    var unreachable =
        result.trouble().filter(each -> each.fault() == Fault.UNREACHABLE).isPresent();
    if ((unreachable && !isFrozen()) || expiry().isPresent()) {
      return;
    }
    try {
      reports.finish(connection);
      var report = reportWriter.write(result, round::entryOf, reports.nextGeneration());
      if (lastReport.filter(last -> saysTheSame(last, report)).isPresent()) {
        return;
      }
      for (var installed : round.installed().entrySet()) {
        LOG.infof(
            "stage begun target=%s version=%s stage=%s",
            installed.getKey().name(), installed.getValue(), Stage.REPORT);
        progress.reached(Progress.Step.of(installed.getKey(), installed.getValue(), Stage.REPORT));
      }
      reports.send(connection, report);
      lastReport = Optional.of(report);
    } catch (ConversationFailed failure) {
      LOG.warnf("report not sent: %s", failure.getMessage());
    } catch (IOException failure) {
      LOG.warnf("report not sent: %s", Trouble.sentenceOf(failure));
    }
  }

  private static boolean saysTheSame(Report last, Report next) {
    return last.targets().equals(next.targets())
        && next.at().isBefore(last.at().plus(REPORT_INTERVAL));
  }

  /// The one that is good now. Whoever else uses it may find it closed, and asks again then.
  RepositoryConnection connection() {
    return connection;
  }

  AgentIdentity identity() {
    return identity;
  }
}
