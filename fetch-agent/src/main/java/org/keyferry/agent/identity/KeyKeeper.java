package org.keyferry.agent.identity;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.List;
import org.keyferry.agent.disk.Folder;

/// Makes the keys of identities and finds them again. In the folder of an identity stands what that
/// takes: the key itself, or where it is.
///
/// One thread at a time, but for the keys, which any thread may use until this is closed.
interface KeyKeeper extends AutoCloseable {

  static KeyKeeper of(KeyHome home, Path state, SecureRandom random) throws IOException {
    return switch (home) {
      case KeyHome.InFiles _ -> new FileKeys(random);
      case KeyHome.InToken token -> TokenKeys.open(token, state, random);
    };
  }

  /// EC P-256, for TLS.
  KeyPair makeIdentityKey() throws IOException;

  /// RSA-3072.
  SealingKey makeSealingKey() throws IOException;

  void note(Folder folder, KeyPair identityKey) throws IOException;

  void note(Folder folder, SealingKey sealingKey) throws IOException;

  boolean hasIdentityKey(Folder folder);

  boolean hasSealingKey(Folder folder);

  /// @throws IOException if it is missing or cannot be read
  /// @throws GeneralSecurityException if what is there is no such key
  KeyPair identityKey(Folder folder) throws IOException, GeneralSecurityException;

  /// As [#identityKey].
  SealingKey sealingKey(Folder folder) throws IOException, GeneralSecurityException;

  /// Destroys the keys of this state's making that none of the folders tells of. What is in the
  /// folders is theirs.
  void destroyAllBut(List<Folder> folders) throws IOException;

  /// Keys that none of the folders tells of may be another host's, of which this state is a copy:
  /// they are not destroyed any more.
  void disownAllBut(List<Folder> folders) throws IOException;

  @Override
  void close();
}
