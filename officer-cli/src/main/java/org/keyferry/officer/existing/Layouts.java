package org.keyferry.officer.existing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How the programs that manage certificates lay out their files.
final class Layouts {

  /// Keys of accounts, requests, and what was in force before: certbot's `archive`, which `live`
  /// points into, and its `keys` and `csr`; acme.sh's `ca`; lego's and certbot's `accounts`; lego's
  /// `archives`.
  private static final Set<String> NOT_IN_FORCE =
      Set.of("archive", "archives", "accounts", "keys", "csr", "ca", "backup", ".git");

  private static final Set<String> ENDINGS =
      Set.of("pem", "crt", "cer", "cert", "key", "p12", "pfx", "zip");

  private Layouts() {}

  /// Whether to look into a folder that is met on the way.
  static boolean isInForce(Path folder) {
    return !NOT_IN_FORCE.contains(nameOf(folder));
  }

  static boolean mayHold(Path file) {
    var name = nameOf(file).toLowerCase(Locale.ROOT);
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /// @param key file of the key
  static Source sourceOf(Path key) {
    var folder = key.toAbsolutePath().getParent();
    var name = nameOf(key);
    if (folder == null) {
      return Source.FILES;
    }
    if (name.endsWith(".p12") || name.endsWith(".pfx")) {
      return Source.PKCS12;
    }
    if (name.equals("privkey.pem") && Files.exists(folder.resolve("fullchain.pem"))) {
      return Source.CERTBOT;
    }
    if (name.endsWith(".key") && Files.exists(folder.resolve("fullchain.cer"))) {
      return Source.ACME_SH;
    }
    if (name.endsWith(".key")
        && Files.exists(folder.resolve(name.substring(0, name.length() - 4) + ".json"))) {
      return Source.LEGO;
    }
    if (name.endsWith(".certchainkey.pem")
        || name.endsWith(".certkey.pem")
        || name.endsWith(".key.pem")
        || name.endsWith(".zip")
        || (name.equals("key.pem") && Files.exists(folder.resolve("certchain.pem")))) {
      return Source.CERT_WARDEN;
    }
    return Source.FILES;
  }

  private static String nameOf(Path path) {
    @Nullable Path last = path.getFileName();
    return last == null ? "" : last.toString();
  }
}
