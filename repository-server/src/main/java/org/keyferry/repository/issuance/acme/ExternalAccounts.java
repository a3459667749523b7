package org.keyferry.repository.issuance.acme;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.custody.SecretFile;
import org.keyferry.repository.issuance.AcmeFailure;
import org.shredzone.acme4j.AccountBuilder;

/// Binds accounts to external ones (RFC 8555 §7.3.4), with MAC keys that are read when they are
/// needed.
@ApplicationScoped
class ExternalAccounts {

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
      account.withKeyIdentifier(external.keyId(), SecretFile.read(file));
    } catch (IOException | IllegalArgumentException unusable) {
      throw unusable(ca, file, "is not a readable file with a key in base64url", unusable);
    }
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
