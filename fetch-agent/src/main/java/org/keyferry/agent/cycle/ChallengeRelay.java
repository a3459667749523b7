package org.keyferry.agent.cycle;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.keyferry.agent.challenge.ChallengeConversation;
import org.keyferry.agent.challenge.TokenDirectory;
import org.keyferry.agent.connection.ConversationFailed;
import org.keyferry.agent.connection.RepositoryConnection;
import org.keyferry.agent.disk.PathGuard;

/// Keeps the answers to challenges up to date, beside the rounds and over their connection, on a
/// thread of its own: a CA does not wait for an installation to end.
final class ChallengeRelay implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(ChallengeRelay.class);

  private final Settings.Poll poll;
  private final Supplier<RepositoryConnection> connection;
  private final TokenDirectory directory;
  private final BackOff backOff;
  private final StopSignal stop;
  private final ChallengeConversation conversation = new ChallengeConversation();
  private final Thread thread;

  private ChallengeRelay(
      Settings settings,
      TokenDirectory directory,
      Supplier<RepositoryConnection> connection,
      World world,
      StopSignal stop) {
    this.poll = settings.poll();
    this.connection = connection;
    this.directory = directory;
    this.backOff = new BackOff(poll.firstBackOff(), poll.longestBackOff(), world.random());
    this.stop = stop;
    this.thread = Thread.ofVirtual().name("challenges").unstarted(this::run);
  }

  /// @param connection that is good now
  /// @return empty if the admin named no directory
  static Optional<ChallengeRelay> begin(
      Settings settings, Supplier<RepositoryConnection> connection, World world, StopSignal stop)
      throws IOException {
    if (settings.challenges().isEmpty()) {
      return Optional.empty();
    }
    var path = settings.challenges().get();
    var directory = new TokenDirectory(PathGuard.ofThisProcess(), path);
    var relay = new ChallengeRelay(settings, directory, connection, world, stop);
    relay.thread.start();
    LOG.infof("challenges are relayed directory=%s", path);
    return Optional.of(relay);
  }

  /// Ends, and takes the answers away.
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
    try {
      directory.clear();
    } catch (IOException failure) {
      LOG.warnf("answers to challenges remain: %s", Trouble.sentenceOf(failure));
    }
  }

  private void run() {
    var failures = 0;
    while (!stop.isStopped() && !thread.isInterrupted()) {
      try {
        var news = conversation.ask(connection.get(), poll.longPoll());
        if (news.isPresent()) {
          directory.show(news.get());
          LOG.infof("challenges answered here=%d", news.get().answers().size());
        }
        failures = 0;
      } catch (ConversationFailed failure) {
        LOG.infof("challenges not relayed: %s", failure.sentence());
        failures++;
      } catch (IOException failure) {
        LOG.warnf("challenges not relayed: %s", Trouble.sentenceOf(failure));
        conversation.forget();
        failures++;
      } catch (RuntimeException defect) { // the outermost loop: whoever relays goes on
        LOG.errorf(defect, "challenges not relayed: the agent has a defect");
        conversation.forget();
        failures++;
      } catch (InterruptedException stopped) {
        return;
      }
      if (failures > 0 && !rest(failures)) {
        return;
      }
    }
  }

  private boolean rest(int failures) {
    try {
      stop.await(backOff.after(failures));
      return true;
    } catch (InterruptedException stopped) {
      return false;
    }
  }
}
