package org.keyferry.agent.identity;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.keyferry.cryptoki.CryptokiException;

/// Puts questions to a token, one at a time. Any thread.
///
/// A thread of its own waits for the answers: nobody is held up for longer than the settings say,
/// also not by a token that never answers. A token that refuses what it should not may have been
/// away: before the next question this program logs in anew. A PIN that was refused is not tried
/// again by this process.
final class TokenLine implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(TokenLine.class);

  /// A TPM takes its time to make an RSA key.
  private static final int LONG = 10;

  private final KeyHome.InToken home;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("token").factory());
  private final Semaphore turn = new Semaphore(1);
  private volatile CompletableFuture<?> owed = CompletableFuture.completedFuture("nothing");
  private volatile boolean isDoubtful;

  // of the one thread
  private Optional<TokenLogin> login = Optional.empty();
  private Optional<TokenFault.PinRefused> refusedPin = Optional.empty();

  private TokenLine(KeyHome.InToken home) {
    this.home = home;
  }

  /// Logs in.
  static TokenLine open(KeyHome.InToken home) throws TokenFault {
    var line = new TokenLine(home);
    try {
      var _ = line.askForLong(open -> open);
      return line;
    } catch (TokenFault | RuntimeException fault) {
      line.thread.shutdown();
      throw fault;
    }
  }

  /// @throws TokenFault if nobody answers
  /// @throws CryptokiException if the token refuses, and should not: it is doubted from then on
  <T> T ask(Question<T> question) throws TokenFault {
    return ask(home.timeout(), question, Refusal.DOUBTFUL);
  }

  /// What takes ten times as long as other questions.
  <T> T askForLong(Question<T> question) throws TokenFault {
    return ask(home.timeout().multipliedBy(LONG), question, Refusal.DOUBTFUL);
  }

  /// @throws TokenFault if nobody answers
  /// @throws CryptokiException if the token refuses, as it may
  <T> T tryOut(Question<T> question) throws TokenFault {
    return ask(home.timeout(), question, Refusal.EXPECTED);
  }

  /// After a refusal that should not have been. The next question finds it opened anew.
  void doubt() {
    isDoubtful = true;
  }

  TokenFault notReady(String reason, Exception cause) {
    return TokenFault.NotReady.of(home.label(), reason, cause);
  }

  String tokenLabel() {
    return home.label();
  }

  /// Does not wait for an answer that is owed.
  @Override
  public void close() {
    thread.execute(() -> login.ifPresent(TokenLogin::close));
    thread.shutdown();
    if (owed.isDone()) {
      try {
        var _ = thread.awaitTermination(home.timeout().toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private <T> T ask(Duration patience, Question<T> question, Refusal refusal) throws TokenFault {
    try {
      if (!owed.isDone() || !turn.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new TimeoutException();
      }
      var answer = new CompletableFuture<T>();
      thread.execute(() -> put(question, refusal, answer));
      return inTime(patience, answer);
    } catch (TimeoutException slow) {
      throw TokenFault.NotReady.slow(home.label(), slow);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw TokenFault.NotReady.of(home.label(), "interrupted", interrupted);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof TokenFault fault) {
        throw fault;
      }
      if (failed.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException(failed);
    }
  }

  private <T> T inTime(Duration patience, CompletableFuture<T> answer)
      throws TimeoutException, ExecutionException, InterruptedException {
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException slow) {
      forget(answer);
      throw slow;
    } catch (InterruptedException interrupted) {
      forget(answer);
      throw interrupted;
    }
  }

  /// It comes, or never, and nothing else is asked until then. Nobody wants it any more, and it may
  /// be a key.
  private void forget(CompletableFuture<?> answer) {
    owed =
        answer.handle((late, _) -> {
          if (late instanceof byte[] octets) {
            Arrays.fill(octets, (byte) 0);
          }
          return "overwritten";
        });
  }

  private <T> void put(Question<T> question, Refusal refusal, CompletableFuture<T> answer) {
    try {
      answer.complete(answerTo(question, refusal));
    } catch (Throwable fault) { // whoever asked is told
      answer.completeExceptionally(fault);
    } finally {
      turn.release();
    }
  }

  private <T> T answerTo(Question<T> question, Refusal refusal) throws TokenFault {
    var open = login();
    try {
      return question.put(open);
    } catch (RuntimeException refused) {
      if (refusal == Refusal.DOUBTFUL) {
        doubt();
      }
      throw refused;
    } catch (TokenFault lost) {
      doubt();
      throw lost;
    }
  }

  private TokenLogin login() throws TokenFault {
    if (login.isPresent() && !isDoubtful) {
      return login.get();
    }
    if (refusedPin.isPresent()) {
      throw refusedPin.get();
    }
    login.ifPresent(TokenLogin::end);
    login = Optional.empty();
    try {
      var opened = TokenLogin.open(home);
      if (isDoubtful) {
        LOG.infof("token opened anew token=%s", home.label());
      }
      login = Optional.of(opened);
      isDoubtful = false;
      return opened;
    } catch (TokenFault.PinRefused refused) {
      refusedPin = Optional.of(refused);
      throw refused;
    }
  }

  /// What a token is asked while it is open.
  @FunctionalInterface
  interface Question<T> {
    T put(TokenLogin login) throws TokenFault;
  }

  private enum Refusal {
    DOUBTFUL,
    EXPECTED
  }
}
