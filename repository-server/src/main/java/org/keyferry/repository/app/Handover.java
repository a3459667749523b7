package org.keyferry.repository.app;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.keyferry.custody.KeyCustody;
import org.keyferry.custody.Pkcs11KeyCustody;

/// What a command did before the container started, so that a fault of the HSM is told at once and
/// the PIN is tried once.
public final class Handover {

  /// The container ended because the HSM, which it had lost, is there for a new process.
  public static final int HSM_CAME_BACK = 18;

  private static final AtomicReference<@Nullable TokenTrial> TRIAL = new AtomicReference<>();
  private static final AtomicReference<@Nullable KeyCustody> OPENED = new AtomicReference<>();
  private static final AtomicReference<Purpose> PURPOSE = new AtomicReference<>(Purpose.SERVE);

  private Handover() {}

  /// Hands the token to the container, which will close it.
  public static void give(KeyCustody opened, Purpose purpose) {
    OPENED.set(opened);
    PURPOSE.set(purpose);
  }

  static KeyCustody custody(TokenConfig config) {
    return Optional.ofNullable(OPENED.getAndSet(null))
        .orElseGet(() -> Pkcs11KeyCustody.open(config.settings()));
  }

  /// Hands over how to try the token out when this process has lost it.
  public static void give(TokenTrial trial) {
    TRIAL.set(trial);
  }

  /// Empty where nobody would start this process again.
  static Optional<TokenTrial> trial() {
    return Optional.ofNullable(TRIAL.get());
  }

  static Purpose purpose() {
    return PURPOSE.get();
  }

  /// What the container is started for.
  public enum Purpose {
    SERVE,
    CEREMONY
  }
}
