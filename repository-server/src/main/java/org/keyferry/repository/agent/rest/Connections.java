package org.keyferry.repository.agent.rest;

import java.time.Instant;
import javax.net.ssl.SSLSession;

/// What TLS knows of a connection.
public final class Connections {

  private Connections() {}

  /// When the connection was made. A session that was resumed keeps the time of its creation, which
  /// may be a day ago; making a connection is what counts as access to it.
  public static Instant madeAt(SSLSession session) {
    return Instant.ofEpochMilli(session.getLastAccessedTime());
  }
}
