package org.keyferry.repository.issuance.acme;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.issuance.AcmeFailure;
import org.shredzone.acme4j.AccountBuilder;

/// Binds accounts to external ones (RFC 8555 §7.3.4), with MAC keys that are read when they are
/// needed.
@ApplicationScoped
class ExternalAccounts {

  private static final Set<PosixFilePermission> OF_OTHERS =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final AcmeConfig config;

  ExternalAccounts(AcmeConfig config) {
    this.config = config;
  }

  /// Does nothing if no external account is set for the CA.
  ///
  /// @throws AcmeFailure.Unavailable if the file is not as it should be
  void bind(DisplayName ca, AccountBuilder account) {
    var external = config.externalAccount().get(ca.value());
    if (external == null) {
      return;
    }
    var file = external.macKeyFile();
    try {
      requirePrivate(file);
      account.withKeyIdentifier(external.keyId(), Files.readString(file).strip());
    } catch (IOException | IllegalArgumentException unusable) {
      throw unusable(ca, file, "is not a readable file with a key in base64url", unusable);
    }
  }

  private static void requirePrivate(Path file) throws IOException {
    var permissions = Files.getPosixFilePermissions(file);
    if (permissions.stream().anyMatch(OF_OTHERS::contains) && !isCredential(file)) {
      throw new IOException("others than its owner may read or write it: set its mode to 0600");
    }
  }

  /// A credential of systemd is for the service alone, though its access list shows as a right of
  /// the group.
  private static boolean isCredential(Path file) {
    return Optional.ofNullable(System.getenv("CREDENTIALS_DIRECTORY"))
        .map(Path::of)
        .filter(
            directory -> file.toAbsolutePath().normalize().startsWith(directory.toAbsolutePath()))
        .isPresent();
  }

  private static AcmeFailure unusable(DisplayName ca, Path file, String fault, Exception cause) {
    return new AcmeFailure.Unavailable(
        "the MAC key of the external account at "
            + ca
            + " in "
            + file
            + " "
            + fault
            + " ("
            + cause.getMessage()
            + ")",
        Optional.empty(),
        cause);
  }
}
