package org.keyferry.agent.install;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.keyferry.agent.disk.PasswordFile;
import org.keyferry.agent.install.Rendering.KeyStoreFile;
import org.keyferry.protocol.pki.CertificateChain;

/// A private key and its chain in a key store. No two have the same bytes: there is salt in them.
final class KeyStoreForm {

  private KeyStoreForm() {}

  static byte[] write(KeyStoreFile file, PrivateKey key, CertificateChain chain)
      throws IOException {
    try {
      return PasswordFile.lendTo(
          file.passwordFile(),
          password -> {
            var store = KeyStore.getInstance(file.type().name());
            store.load(null, null);
            store.setKeyEntry(file.alias(), key, password, certificatesOf(chain));
            try (var out = new WipedOutput()) {
              store.store(out, password);
              return out.taken();
            }
          });
    } catch (GeneralSecurityException refused) {
      throw new FileSystemException(
          file.name().template(), null, "cannot be written as " + file.type() + ": " + refused);
    }
  }

  /// Whether a program with the password finds this pair in it.
  static boolean holds(byte[] content, KeyStoreFile file, PrivateKey key, CertificateChain chain)
      throws IOException {
    try {
      return PasswordFile.lendTo(
          file.passwordFile(),
          password -> {
            var store = KeyStore.getInstance(file.type().name());
            store.load(new ByteArrayInputStream(content), password);
            var found = store.getKey(file.alias(), password);
            return found != null
                && isSame(found.getEncoded(), key.getEncoded())
                && certificatesIn(store, file.alias()).equals(chain.certificates());
          });
    } catch (GeneralSecurityException unusable) {
      return false;
    } catch (FileSystemException password) {
      throw password;
    } catch (IOException damagedOrAnotherPassword) {
      return false;
    }
  }

  private static List<Certificate> certificatesIn(KeyStore store, String alias)
      throws GeneralSecurityException {
    var chain = store.getCertificateChain(alias);
    return chain == null ? List.of() : List.of(chain);
  }

  private static boolean isSame(byte[] one, byte[] other) {
    try {
      return Arrays.equals(one, other);
    } finally {
      Arrays.fill(one, (byte) 0);
      Arrays.fill(other, (byte) 0);
    }
  }

  private static X509Certificate[] certificatesOf(CertificateChain chain) {
    return chain.certificates().toArray(X509Certificate[]::new);
  }
}
