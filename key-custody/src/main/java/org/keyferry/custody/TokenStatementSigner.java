package org.keyferry.custody;

import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.Signature;
import org.keyferry.protocol.bundle.StatementSigner;
import org.keyferry.protocol.pki.Thumbprint;

/// Signs statements with a key that lives on the token. Threads may share it.
public final class TokenStatementSigner implements StatementSigner {

  private static final String ES256 = "SHA256withECDSAinP1363Format"; // RFC 7518 §3.4

  private final TokenIdentity identity;
  private final String keyId;

  public TokenStatementSigner(TokenIdentity identity) {
    this.identity = identity;
    this.keyId = Thumbprint.of(identity.publicKey().getEncoded()).value();
  }

  @Override
  public String keyId() {
    return keyId;
  }

  @Override
  public byte[] sign(byte[] signingInput) {
    try {
      var signature = Signature.getInstance(ES256);
      signature.initSign(identity.privateKey());
      signature.update(signingInput);
      return signature.sign();
    } catch (GeneralSecurityException | ProviderException refused) {
      throw new CustodyFailure.TokenUnavailable(
          "The token did not sign with '" + identity.label() + "'", refused);
    }
  }
}
