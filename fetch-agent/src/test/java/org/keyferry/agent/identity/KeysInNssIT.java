package org.keyferry.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.cryptoki.Cryptoki;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.bundle.RejectedStatement;
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.bundle.SealedKeyOpener;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.NssToken;
import org.keyferry.testkit.SoftwareSealer;

/// NSS has RSAES-OAEP with either hash and AES-KWP as a decryption: whatever is sealed to the host,
/// the AES key stays in the token.
class KeysInNssIT {

  @TempDir private Path directory;

  @Test
  void whateverIsSealedIsOpenedInTheToken() throws Exception {
    try (var token = NssToken.create()) {
      // NSS is started with arguments, which the settings of an agent do not have
      Cryptoki.load(token.module(), Optional.of(token.moduleArguments()));
      var home = new KeyHome.InToken(token.module(), token.label(), token.pinFile());
      try (var keys = KeyKeeper.of(home, directory, new SecureRandom())) {
        var sealing = keys.makeSealingKey();

        assertThat(sealing.whereItOpens()).isEqualTo("RSA and AES in the token");
        for (var type : List.of(KeyType.EC_P256, KeyType.RSA_2048)) {
          var leaf = FixtureCa.keyPair(type);
          for (var transport : KeyTransport.values()) {
            var sealed =
                SoftwareSealer.using(transport).seal(leaf.getPrivate(), sealing.publicKey());

            try (var opened = new SealedKeyOpener(sealing).open(sealed, leaf.getPublic())) {
              assertThat(opened.lendTo(byte[]::clone)).isEqualTo(leaf.getPrivate().getEncoded());
            }
            assertThatThrownBy(
                    () -> new SealedKeyOpener(sealing).open(altered(sealed), leaf.getPublic()))
                .isInstanceOf(RejectedStatement.class)
                .hasMessageContaining("or was altered");
          }
        }
      }
    }
  }

  private static SealedKey altered(SealedKey sealed) {
    var ciphertext = sealed.ciphertext().toArray();
    ciphertext[9] ^= 1;
    return new SealedKey(sealed.transport(), sealed.encryptedKey(), Bytes.of(ciphertext));
  }
}
