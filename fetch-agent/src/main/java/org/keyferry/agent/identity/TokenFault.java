package org.keyferry.agent.identity;

import java.io.IOException;

/// The token of the settings cannot keep this host's keys, or not now. The message names the
/// setting, the fault and the fix.
public abstract sealed class TokenFault extends IOException {

  private TokenFault(String setting, String sentence) {
    super("identity." + setting + " " + sentence);
  }

  private TokenFault(String setting, String sentence, Throwable cause) {
    super("identity." + setting + " " + sentence, cause);
  }

  /// Somebody must do something, or the next start comes to the same.
  public static final class Misset extends TokenFault {

    Misset(String setting, String sentence) {
      super(setting, sentence);
    }

    Misset(String setting, String sentence, Throwable cause) {
      super(setting, sentence, cause);
    }
  }

  /// Another try would count as another wrong PIN.
  public static final class PinRefused extends TokenFault {

    PinRefused(String setting, String sentence) {
      super(setting, sentence);
    }
  }

  /// It is away, full or slow: the same may work later.
  public static final class NotReady extends TokenFault {

    NotReady(String setting, String sentence) {
      super(setting, sentence);
    }

    NotReady(String setting, String sentence, Throwable cause) {
      super(setting, sentence, cause);
    }

    /// As all say it who were refused by a token that should not have.
    static NotReady of(String label, String reason, Throwable cause) {
      return new NotReady(
          "token-label", sentence(label, "does not answer (" + reason + ")"), cause);
    }

    static NotReady keyless(String label) {
      return new NotReady("token-label", sentence(label, "does not show this host's key"));
    }

    static NotReady slow(String label, Throwable cause) {
      return new NotReady(
          "token-label",
          sentence(label, "does not answer in time")
              + "; if it does not come back to an agent that runs, restart that",
          cause);
    }

    private static String sentence(String label, String fault) {
      return "names token '" + label + "', which " + fault + ": see that it is there and ready";
    }
  }
}
