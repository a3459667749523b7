package org.keyferry.testkit;

import java.nio.file.Path;
import java.util.Map;

/// A fresh SoftHSM token, as `hsm-config/softhsm/init-token.sh` makes it. No key ceremony was held
/// on it.
///
/// SoftHSM reads its configuration once in a process, from the file that SOFTHSM2_CONF names, and
/// sees no token that is made later. So there are two kinds: [#create] for programs that are
/// started with [#environment], and [#inThisJvm] for code in the JVM of the test.
public final class SoftHsmToken implements AutoCloseable {

  private static final int TOKENS_IN_THIS_JVM = 10;

  private final Path directory;
  private final String label;
  private final Map<String, String> made;
  private final boolean shared;

  private SoftHsmToken(Path directory, String label, boolean shared) {
    this.directory = directory;
    this.label = label;
    this.shared = shared;
    this.made = TokenScript.run("softhsm", directory.toString(), label);
  }

  /// A token in a directory of its own, removed by [#close].
  public static SoftHsmToken create() {
    return new SoftHsmToken(TokenScript.temporaryDirectory("softhsm"), "keyferry", false);
  }

  /// A token that this JVM sees, each time another; removed when the JVM ends.
  ///
  /// @throws IllegalStateException when the tokens that were made ahead are used up
  public static SoftHsmToken inThisJvm() {
    return ThisJvm.next();
  }

  public Path module() {
    return Path.of(TokenScript.value(made, "keyferry.token.module"));
  }

  public String label() {
    return label;
  }

  public Path pinFile() {
    return Path.of(TokenScript.value(made, "keyferry.token.pin-file"));
  }

  /// What a program needs in its environment to find this token.
  public Map<String, String> environment() {
    return Map.of("SOFTHSM2_CONF", configuration(directory).toString());
  }

  /// Where SoftHSM keeps its objects, one directory per token.
  public Path tokens() {
    return directory.resolve("tokens");
  }

  @Override
  public void close() {
    if (!shared) {
      TokenScript.remove(directory);
    }
  }

  private static Path configuration(Path directory) {
    return directory.resolve("softhsm2.conf");
  }

  /// The tokens that were made before this JVM loaded SoftHSM.
  ///
  /// Known by system properties, since this class may be loaded more than once in a JVM (Quarkus
  /// loads the tests of an application anew) and SoftHSM is not.
  private static final class ThisJvm {

    private static final String DIRECTORY = "keyferry.testkit.softhsm.directory";
    private static final String TAKEN = "keyferry.testkit.softhsm.taken";

    private ThisJvm() {}

    static SoftHsmToken next() {
      synchronized (Runtime.getRuntime()) {
        if (System.getProperty(DIRECTORY) == null) {
          System.setProperty(DIRECTORY, makeAhead().toString());
        }
        var number = Integer.getInteger(TAKEN, 0) + 1;
        if (number > TOKENS_IN_THIS_JVM) {
          throw new IllegalStateException(
              "the tests of one JVM share " + TOKENS_IN_THIS_JVM + " tokens: make more ahead");
        }
        System.setProperty(TAKEN, Integer.toString(number));
        return token(Path.of(System.getProperty(DIRECTORY)), number);
      }
    }

    private static Path makeAhead() {
      var directory = TokenScript.temporaryDirectory("softhsm");
      TokenScript.removeAtExit(directory);
      for (var number = 1; number <= TOKENS_IN_THIS_JVM; number++) {
        var _ = token(directory, number);
      }
      NativeEnvironment.set("SOFTHSM2_CONF", configuration(directory).toString());
      return directory;
    }

    /// Makes the token, or finds it made.
    private static SoftHsmToken token(Path directory, int number) {
      return new SoftHsmToken(directory, "keyferry-" + number, true);
    }
  }
}
