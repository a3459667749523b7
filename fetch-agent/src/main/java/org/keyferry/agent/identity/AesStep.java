package org.keyferry.agent.identity;

import java.util.function.LongConsumer;
import org.keyferry.cryptoki.Mechanism;
import org.keyferry.cryptoki.Pkcs11;
import org.keyferry.cryptoki.Session;
import org.keyferry.cryptoki.Template;

/// How a token takes AES-KWP (RFC 5649) off with an AES key that stays in it. What comes out is in
/// memory then: it goes into the file of a web server.
///
/// Modules differ in the mechanism's number and in the function that has it. Where it is
/// C_UnwrapKey, what was wrapped becomes a generic secret of the session for a moment: no module is
/// asked to understand a PKCS#8, or to put one together again.
enum AesStep {
  /// NSS.
  DECRYPT_KWP(Pkcs11.CKM_AES_KEY_WRAP_KWP, Function.DECRYPT),
  UNWRAP_KWP(Pkcs11.CKM_AES_KEY_WRAP_KWP, Function.UNWRAP),
  /// SoftHSM: the number that PKCS#11 2.40 gave it.
  UNWRAP_PAD(Pkcs11.CKM_AES_KEY_WRAP_PAD, Function.UNWRAP);

  private static final Template SECRET =
      Template.ofClass(Pkcs11.CKO_SECRET_KEY)
          .number(Pkcs11.CKA_KEY_TYPE, Pkcs11.CKK_GENERIC_SECRET)
          .yes(Pkcs11.CKA_PRIVATE, Pkcs11.CKA_EXTRACTABLE)
          .no(Pkcs11.CKA_TOKEN, Pkcs11.CKA_SENSITIVE);

  private final long mechanism;
  private final Function function;

  AesStep(long mechanism, Function function) {
    this.mechanism = mechanism;
    this.function = function;
  }

  long mechanism() {
    return mechanism;
  }

  /// @param key handle of the AES key
  /// @param forget destroys an object of the session
  /// @return what was wrapped; the caller overwrites it
  byte[] take(Session session, long key, byte[] wrapped, LongConsumer forget) {
    return switch (function) {
      case DECRYPT -> session.decrypt(Mechanism.of(mechanism), key, wrapped);
      case UNWRAP -> {
        var secret = session.unwrap(Mechanism.of(mechanism), key, wrapped, SECRET);
        try {
          yield session.attribute(secret, Pkcs11.CKA_VALUE);
        } finally {
          forget.accept(secret);
        }
      }
    };
  }

  private enum Function {
    DECRYPT,
    UNWRAP
  }
}
