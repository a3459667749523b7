package org.keyferry.agent.identity;

import java.io.IOException;

/// The token of the settings cannot keep this host's keys. The message names the setting, the fault
/// and the fix.
public final class TokenFault extends IOException {

  TokenFault(String setting, String sentence) {
    super("identity." + setting + " " + sentence);
  }

  TokenFault(String setting, String sentence, Throwable cause) {
    super("identity." + setting + " " + sentence, cause);
  }
}
