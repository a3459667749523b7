package org.keyferry.acceptance;

import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jboss.byteman.agent.Main;

/// Byteman as an agent of a program's JVM.
final class Byteman {

  private Byteman() {}

  /// The option of the JVM that has it follow the rules of a script.
  static String option(Path script) {
    try {
      var jar = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return "-javaagent:" + jar + "=script:" + script;
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
