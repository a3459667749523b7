package org.keyferry.agent.identity;

import java.security.GeneralSecurityException;
import java.security.interfaces.RSAPublicKey;
import org.keyferry.protocol.bundle.KeyDecryption;

/// The key that opens what is sealed to this host, wherever it lives.
public interface SealingKey extends KeyDecryption {

  RSAPublicKey publicKey();

  /// For people: where what is sealed to it is opened, as in "RSA and AES in the token". May ask
  /// the token.
  ///
  /// @throws java.security.ProviderException if the token does not answer
  String whereItOpens();

  /// Signs as [org.keyferry.protocol.agent.SealingKeyProof] says, to prove that the key is here.
  byte[] sign(byte[] statement) throws GeneralSecurityException;
}
