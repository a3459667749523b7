package org.keyferry.repository.app.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// How a PostgreSQL program is started by whoever runs the server: PostgreSQL refuses to be root,
/// and should not outlive the server.
///
/// @param prefix words before the command that make it somebody else; empty if we are not root
/// @param owner numeric user that must own the files, or empty if they are ours
record Unprivileged(List<String> prefix, String owner) {

  private static final Path UNSHARE = Path.of("/usr/bin/unshare");
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
  private static final String NOBODY = "65534";

  Unprivileged {
    prefix = List.copyOf(prefix);
  }

  /// As root: in a user namespace of its own, where our user has no name, so that nothing needs
  /// another owner; where namespaces are forbidden, as in many containers, as the user `nobody`.
  static Unprivileged find() {
    if (!isRoot()) {
      return new Unprivileged(List.of(), "");
    }
    var namespace = List.of(UNSHARE.toString(), "--user", "--");
    if (works(namespace)) {
      return new Unprivileged(namespace, "");
    }
    var nobody =
        List.of(
            SETPRIV.toString(), "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--");
    if (works(nobody)) {
      return new Unprivileged(nobody, NOBODY);
    }
    throw new PostgresFailure(
        "PostgreSQL does not run as root, and neither unshare nor setpriv (package util-linux) may"
            + " change that here: start the server as another user, or set"
            + " quarkus.datasource.jdbc.url to a PostgreSQL of yours.");
  }

  List<String> command(List<String> command) {
    var words = new ArrayList<>(prefix);
    words.addAll(command);
    return words;
  }

  /// Ends with the thread that starts it, by a fast shutdown: the server may be killed.
  List<String> mortalCommand(List<String> command) {
    var words = new ArrayList<>(prefix);
    if (Files.isExecutable(SETPRIV)) {
      words.addAll(List.of(SETPRIV.toString(), "--pdeathsig", "INT", "--"));
    }
    words.addAll(command);
    return words;
  }

  /// Hands a tree over to whom the programs will run as.
  void own(Path directory) {
    if (owner.isEmpty()) {
      return;
    }
    try {
      Files.setPosixFilePermissions(
          directory.getParent(), PosixFilePermissions.fromString("rwx--x--x"));
      run(List.of("/bin/chown", "-R", owner + ":" + owner, directory.toString()));
    } catch (IOException fault) {
      throw new PostgresFailure(
          directory + " could not be given to user " + owner + ": " + fault.getMessage(), fault);
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static boolean works(List<String> prefix) {
    var words = new ArrayList<>(prefix);
    words.add("/bin/true");
    try {
      return run(words) == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  private static int run(List<String> command) throws IOException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }
}
