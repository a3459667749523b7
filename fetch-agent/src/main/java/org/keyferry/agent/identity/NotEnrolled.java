package org.keyferry.agent.identity;

import java.io.IOException;

/// This host has no identity yet.
public final class NotEnrolled extends IOException {

  public NotEnrolled() {
    super(
        "this host is not enrolled: ask an officer for a token, then run"
            + " keyferry-agent enroll --server URL --token-file FILE");
  }
}
