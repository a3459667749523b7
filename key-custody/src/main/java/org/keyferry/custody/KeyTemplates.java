package org.keyferry.custody;

import static org.keyferry.cryptoki.Pkcs11.CKA_ALLOWED_MECHANISMS;
import static org.keyferry.cryptoki.Pkcs11.CKA_CLASS;
import static org.keyferry.cryptoki.Pkcs11.CKA_DECRYPT;
import static org.keyferry.cryptoki.Pkcs11.CKA_DERIVE;
import static org.keyferry.cryptoki.Pkcs11.CKA_DESTROYABLE;
import static org.keyferry.cryptoki.Pkcs11.CKA_EC_PARAMS;
import static org.keyferry.cryptoki.Pkcs11.CKA_ENCRYPT;
import static org.keyferry.cryptoki.Pkcs11.CKA_EXTRACTABLE;
import static org.keyferry.cryptoki.Pkcs11.CKA_ID;
import static org.keyferry.cryptoki.Pkcs11.CKA_KEY_TYPE;
import static org.keyferry.cryptoki.Pkcs11.CKA_LABEL;
import static org.keyferry.cryptoki.Pkcs11.CKA_MODIFIABLE;
import static org.keyferry.cryptoki.Pkcs11.CKA_MODULUS;
import static org.keyferry.cryptoki.Pkcs11.CKA_MODULUS_BITS;
import static org.keyferry.cryptoki.Pkcs11.CKA_PRIVATE;
import static org.keyferry.cryptoki.Pkcs11.CKA_PUBLIC_EXPONENT;
import static org.keyferry.cryptoki.Pkcs11.CKA_SENSITIVE;
import static org.keyferry.cryptoki.Pkcs11.CKA_SIGN;
import static org.keyferry.cryptoki.Pkcs11.CKA_TOKEN;
import static org.keyferry.cryptoki.Pkcs11.CKA_UNWRAP;
import static org.keyferry.cryptoki.Pkcs11.CKA_UNWRAP_TEMPLATE;
import static org.keyferry.cryptoki.Pkcs11.CKA_VALUE_LEN;
import static org.keyferry.cryptoki.Pkcs11.CKA_VERIFY;
import static org.keyferry.cryptoki.Pkcs11.CKA_WRAP;
import static org.keyferry.cryptoki.Pkcs11.CKA_WRAP_TEMPLATE;
import static org.keyferry.cryptoki.Pkcs11.CKK_AES;
import static org.keyferry.cryptoki.Pkcs11.CKK_EC;
import static org.keyferry.cryptoki.Pkcs11.CKK_GENERIC_SECRET;
import static org.keyferry.cryptoki.Pkcs11.CKK_RSA;
import static org.keyferry.cryptoki.Pkcs11.CKO_PRIVATE_KEY;
import static org.keyferry.cryptoki.Pkcs11.CKO_PUBLIC_KEY;
import static org.keyferry.cryptoki.Pkcs11.CKO_SECRET_KEY;

import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import org.keyferry.cryptoki.Mechanism;
import org.keyferry.cryptoki.Template;
import org.keyferry.protocol.pki.KeyType;

/// What every key on the token may do, and what it may not. An auditor reads this first.
final class KeyTemplates {

  private static final long KEY_LENGTH = 32; // octets
  private static final long TRANSPORT_KEY_BITS = 3072;
  private static final byte[] PUBLIC_EXPONENT = {1, 0, 1};

  private KeyTemplates() {}

  /// The key encryption key: wraps private keys, unwraps them as sensitive private keys, and does
  /// nothing else.
  ///
  /// Without CKA_UNWRAP_TEMPLATE anybody with a session could unwrap a private key as one that may
  /// be read; without CKA_CLASS in it, as a secret key. With CKA_DECRYPT he could decrypt it.
  static Template keyEncryptionKey(String label) {
    return residentSecret(label, CKK_AES)
        .yes(CKA_WRAP, CKA_UNWRAP)
        .no(CKA_SIGN, CKA_VERIFY)
        .template(
            CKA_UNWRAP_TEMPLATE,
            Template.ofClass(CKO_PRIVATE_KEY).no(CKA_TOKEN).yes(CKA_PRIVATE, CKA_SENSITIVE))
        .template(CKA_WRAP_TEMPLATE, Template.ofClass(CKO_PRIVATE_KEY).yes(CKA_SENSITIVE));
  }

  /// The key that binds the members of a key record together.
  static Template recordKey(String label) {
    return residentSecret(label, CKK_GENERIC_SECRET)
        .yes(CKA_SIGN)
        .no(CKA_VERIFY, CKA_WRAP, CKA_UNWRAP);
  }

  /// Belongs to all keys of the ceremony; NSS has no room for it in its database.
  static Template locks(Mechanism only) {
    return Template.empty().no(CKA_DESTROYABLE).numbers(CKA_ALLOWED_MECHANISMS, only.type());
  }

  /// How a key of the ceremony is found again.
  static Template secretLabeled(String label) {
    return Template.ofClass(CKO_SECRET_KEY).yes(CKA_TOKEN).text(CKA_LABEL, label);
  }

  static Template newPublicKey(KeyType type) {
    var key = Template.empty().no(CKA_TOKEN).yes(CKA_VERIFY);
    return switch (type) {
      case EC_P256, EC_P384 -> key.octets(CKA_EC_PARAMS, SubjectPublicKeys.curveOf(type));
      case RSA_2048, RSA_3072, RSA_4096 ->
          key.number(CKA_MODULUS_BITS, type.bits()).octets(CKA_PUBLIC_EXPONENT, PUBLIC_EXPONENT);
    };
  }

  /// The private key of a certificate when it is made: it lives for one session, and is extractable
  /// because it has to be wrapped in that session.
  static Template newPrivateKey() {
    return Template.empty()
        .no(CKA_TOKEN)
        .yes(CKA_PRIVATE, CKA_SENSITIVE, CKA_EXTRACTABLE, CKA_SIGN)
        .no(CKA_DERIVE);
  }

  /// The private key of a certificate, back to sign a certification request, or that its
  /// certificate is to be revoked. It cannot be wrapped.
  static Template privateKeyThatSigns(KeyType type) {
    return privateKey(type).yes(CKA_SIGN).no(CKA_EXTRACTABLE);
  }

  /// The private key of a certificate, back to be sealed. It cannot sign.
  static Template privateKeyToSeal(KeyType type) {
    return privateKey(type).yes(CKA_EXTRACTABLE).no(CKA_SIGN);
  }

  /// The private half of the transport key pair: unwraps the AES key under which a private key that
  /// was made elsewhere comes in, and does nothing else. What it unwraps is a
  /// [#contentKeyThatCame].
  static Template transportPrivateKey(String label) {
    return Template.empty()
        .text(CKA_LABEL, label)
        .text(CKA_ID, label)
        .yes(CKA_TOKEN, CKA_PRIVATE, CKA_SENSITIVE, CKA_UNWRAP)
        .no(CKA_EXTRACTABLE, CKA_MODIFIABLE)
        .no(CKA_DECRYPT, CKA_SIGN, CKA_DERIVE)
        .template(CKA_UNWRAP_TEMPLATE, contentKeyThatCame());
  }

  /// Its public half. It need not stay on the token: the private half has its numbers too.
  static Template transportPublicKey() {
    return Template.empty()
        .no(CKA_TOKEN)
        .yes(CKA_WRAP)
        .number(CKA_MODULUS_BITS, TRANSPORT_KEY_BITS)
        .octets(CKA_PUBLIC_EXPONENT, PUBLIC_EXPONENT);
  }

  /// How the private half is found again.
  static Template privateLabeled(String label) {
    return Template.ofClass(CKO_PRIVATE_KEY).yes(CKA_TOKEN).text(CKA_LABEL, label);
  }

  /// The AES key under which a private key comes in: it unwraps that one, and cannot be taken out.
  static Template contentKeyThatCame() {
    return Template.ofClass(CKO_SECRET_KEY)
        .number(CKA_KEY_TYPE, CKK_AES)
        .no(CKA_TOKEN, CKA_EXTRACTABLE)
        .yes(CKA_PRIVATE, CKA_SENSITIVE, CKA_UNWRAP)
        .no(CKA_WRAP, CKA_ENCRYPT, CKA_DECRYPT);
  }

  /// Wraps one private key for one recipient.
  static Template contentKey() {
    return Template.ofClass(CKO_SECRET_KEY)
        .number(CKA_KEY_TYPE, CKK_AES)
        .number(CKA_VALUE_LEN, KEY_LENGTH)
        .no(CKA_TOKEN)
        .yes(CKA_PRIVATE, CKA_SENSITIVE, CKA_EXTRACTABLE, CKA_WRAP)
        .no(CKA_UNWRAP, CKA_ENCRYPT, CKA_DECRYPT);
  }

  static Template recipient(RSAPublicKey key) {
    return Template.ofClass(CKO_PUBLIC_KEY)
        .number(CKA_KEY_TYPE, CKK_RSA)
        .no(CKA_TOKEN, CKA_PRIVATE)
        .yes(CKA_WRAP)
        .octets(CKA_MODULUS, unsigned(key.getModulus()))
        .octets(CKA_PUBLIC_EXPONENT, unsigned(key.getPublicExponent()));
  }

  private static Template privateKey(KeyType type) {
    return Template.ofClass(CKO_PRIVATE_KEY)
        .number(CKA_KEY_TYPE, type.algorithm().equals("EC") ? CKK_EC : CKK_RSA)
        .no(CKA_TOKEN)
        .yes(CKA_PRIVATE, CKA_SENSITIVE);
  }

  private static Template residentSecret(String label, long keyType) {
    return Template.empty()
        .number(CKA_CLASS, CKO_SECRET_KEY)
        .number(CKA_KEY_TYPE, keyType)
        .number(CKA_VALUE_LEN, KEY_LENGTH)
        .text(CKA_LABEL, label)
        .yes(CKA_TOKEN, CKA_PRIVATE, CKA_SENSITIVE)
        .no(CKA_EXTRACTABLE, CKA_MODIFIABLE)
        .no(CKA_ENCRYPT, CKA_DECRYPT, CKA_DERIVE);
  }

  private static byte[] unsigned(BigInteger number) {
    var signed = number.toByteArray();
    return signed[0] == 0 ? Arrays.copyOfRange(signed, 1, signed.length) : signed;
  }
}
