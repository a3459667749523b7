package org.keyferry.testkit;

import java.nio.file.Path;
import java.util.Map;

/// A fresh token in NSS softokn, as `hsm-config/nss/init-token.sh` makes it: the second PKCS#11
/// module that our code must work with. No key ceremony was held on it.
///
/// NSS opens one database in a process, so a JVM has one of these.
public final class NssToken implements AutoCloseable {

  private final Path directory;
  private final Map<String, String> made;

  private NssToken(Path directory) {
    this.directory = directory;
    this.made = TokenScript.run("nss", directory.toString());
  }

  public static NssToken create() {
    return new NssToken(TokenScript.temporaryDirectory("nss"));
  }

  public Path module() {
    return Path.of(TokenScript.value(made, "keyferry.token.module"));
  }

  public String label() {
    return TokenScript.value(made, "keyferry.token.label");
  }

  public Path pinFile() {
    return Path.of(TokenScript.value(made, "keyferry.token.pin-file"));
  }

  /// What NSS wants to be told when it starts.
  public String moduleArguments() {
    return TokenScript.value(made, "keyferry.token.module-arguments");
  }

  @Override
  public void close() {
    TokenScript.remove(directory);
  }
}
