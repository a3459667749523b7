package org.keyferry.repository.app;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keyferry.custody.CustodyFailure;
import org.keyferry.custody.KeyCustody;

/// Sees every few seconds whether the HSM still does its work: one throw-away key, from its making
/// to its opening.
///
/// An HSM that failed for a moment and answers again is used on. One that went away and came back
/// is not: a PKCS#11 module finds back to it only in a new process (docs/adr/0044). So while this
/// process fails, another tries each time; when that succeeded twice and this one still fails, this
/// one ends, and its service manager starts it again. Until then it serves what needs no HSM.
@ApplicationScoped
class TokenWatch {

  private static final Logger LOG = Logger.getLogger(TokenWatch.class);
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);
  private static final Duration LONGEST_END = Duration.ofMinutes(1);
  private static final int CERTAIN = 2; // successes of others, while we fail

  private final KeyCustody custody;
  private final Optional<TokenTrial> trial;
  private final Duration interval;
  private final ScheduledExecutorService looking = daemon("token-watch");
  private final ScheduledExecutorService asking = daemon("token-check");
  private @Nullable CompletableFuture<Void> unanswered;
  private int successesOfOthers;
  private boolean settled;
  private volatile @Nullable String fault;

  TokenWatch(KeyCustody custody, TokenConfig config) {
    this.custody = custody;
    this.interval = config.watch();
    this.trial = Handover.trial();
  }

  /// Why the HSM cannot be used now; empty if it can, as far as is known.
  Optional<String> fault() {
    return Optional.ofNullable(fault);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it never ends and never fails
  void atStart(@Observes StartupEvent event) {
    var pause = interval.toMillis();
    looking.scheduleWithFixedDelay(this::look, pause, pause, MILLISECONDS);
  }

  void atEnd(@Observes ShutdownEvent event) {
    looking.shutdownNow();
    asking.shutdownNow();
  }

  private void look() {
    try {
      note(ask());
      if (fault == null) {
        successesOfOthers = 0;
      } else if (trial.isPresent() && !settled) {
        tryInANewProcess(trial.get());
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException broken) { // the outermost loop: it must not end unseen
      LOG.error("HSM not looked at", broken);
    }
  }

  private void note(Optional<String> answer) {
    var before = fault;
    fault = answer.orElse(null);
    if (before == null) {
      answer.ifPresent(now -> LOG.errorf("HSM lost fault=\"%s\"", now));
    } else if (answer.isEmpty()) {
      LOG.info("HSM found again");
    }
  }

  /// A call into a module that hangs cannot be ended; it is waited for, and no second one made.
  private Optional<String> ask() throws InterruptedException {
    var question = unanswered;
    if (question == null) {
      question = CompletableFuture.runAsync(custody::check, asking);
    }
    try {
      question.get(LONGEST_ANSWER.toMillis(), MILLISECONDS);
      unanswered = null;
      return Optional.empty();
    } catch (TimeoutException hanging) {
      unanswered = question;
      return Optional.of("The HSM has not answered for " + LONGEST_ANSWER.toSeconds() + " s.");
    } catch (ExecutionException failed) {
      unanswered = null;
      return Optional.of(
          failed.getCause() instanceof CustodyFailure known
              ? String.valueOf(known.getMessage())
              : String.valueOf(failed.getCause()));
    }
  }

  private void tryInANewProcess(TokenTrial here) throws InterruptedException {
    switch (here.run()) {
      case SUCCEEDED -> successesOfOthers++;
      case FAILED -> successesOfOthers = 0;
      case PIN_REFUSED -> {
        LOG.error("HSM refuses the PIN: it is not tried again; put the right one, then restart");
        settled = true;
      }
    }
    if (successesOfOthers >= CERTAIN) {
      LOG.error("HSM is back for new processes only: this one ends, to be started again");
      settled = true;
      Thread.ofPlatform().daemon().name("token-lost").start(TokenWatch::end);
    }
  }

  /// In good order, unless the module keeps us from it.
  private static void end() {
    Quarkus.asyncExit(Handover.HSM_CAME_BACK);
    try {
      new CountDownLatch(1).await(LONGEST_END.toMillis(), MILLISECONDS);
      Runtime.getRuntime().halt(Handover.HSM_CAME_BACK);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private static ScheduledExecutorService daemon(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name(name).factory());
  }
}
