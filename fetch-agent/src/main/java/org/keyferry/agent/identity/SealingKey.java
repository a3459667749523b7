package org.keyferry.agent.identity;

import java.security.GeneralSecurityException;
import java.security.interfaces.RSAPublicKey;
import org.keyferry.protocol.bundle.KeyDecryption;

/// The key that opens what is sealed to this host, wherever it lives.
public interface SealingKey extends KeyDecryption {

  RSAPublicKey publicKey();

  /// Signs as [org.keyferry.protocol.agent.SealingKeyProof] says, to prove that the key is here.
  byte[] sign(byte[] statement) throws GeneralSecurityException;
}
