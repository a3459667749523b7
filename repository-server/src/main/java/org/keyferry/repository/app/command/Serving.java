package org.keyferry.repository.app.command;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;

/// Lets the container serve until a signal ends it.
public final class Serving implements QuarkusApplication {

  @Override
  public int run(String... words) {
    Quarkus.waitForExit();
    return 0;
  }
}
