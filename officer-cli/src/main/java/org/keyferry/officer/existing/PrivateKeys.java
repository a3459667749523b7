package org.keyferry.officer.existing;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.keyferry.protocol.bundle.SecretBytes;

/// Makes PKCS#8 (RFC 5958) of private keys, whatever they are in.
final class PrivateKeys {

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final int PARAMETERS = 0xa0; // ECPrivateKey, parameters [0] (RFC 5915 §3)
  private static final byte[] VERSION = {0x02, 0x01, 0x00};
  private static final byte[] RSA_ENCRYPTION = {
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };
  private static final byte[] EC_PUBLIC_KEY = {
    0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
  };

  private final Passwords passwords;

  PrivateKeys(Passwords passwords) {
    this.passwords = passwords;
  }

  /// @return PKCS#8, DER; the caller closes it
  SecretBytes read(PemBlock block, Path file) throws Unreadable {
    var content =
        block
            .content()
            .orElseThrow(() ->
                new Unreadable(
                    "the key is encrypted in the way of old OpenSSL: rewrite it with"
                        + " openssl pkcs8 -topk8 -v2 aes-256-cbc"));
    return switch (block.label()) {
      case "PRIVATE KEY" -> content.lendTo(der -> SecretBytes.takeOver(der.clone()));
      case "RSA PRIVATE KEY" -> content.lendTo(PrivateKeys::ofPkcs1);
      case "EC PRIVATE KEY" -> ofSec1(content);
      case "ENCRYPTED PRIVATE KEY" -> decrypted(content, file);
      default ->
          throw new Unreadable(
              "a key of the kind "
                  + block.label()
                  + " is not read: rewrite it with openssl pkcs8 -topk8 -nocrypt");
    };
  }

  /// RFC 8017 §A.1.2 into RFC 5958 §2.
  private static SecretBytes ofPkcs1(byte[] der) {
    return wrapped(RSA_ENCRYPTION, der);
  }

  /// RFC 5915 §3 into RFC 5958 §2.
  private static SecretBytes ofSec1(SecretBytes content) throws Unreadable {
    var sealed =
        content.lendTo(der -> {
          var parameters = parametersOf(der);
          return parameters.length == 0
              ? SecretBytes.takeOver(new byte[0])
              : wrapped(element(SEQUENCE, EC_PUBLIC_KEY, parameters), der);
        });
    if (sealed.length() == 0) {
      throw new Unreadable(
          "the key does not say its curve: rewrite it with openssl ec -param_enc named_curve");
    }
    return sealed;
  }

  /// What stands in `[0]`, the object identifier of a curve; empty if it is not there.
  private static byte[] parametersOf(byte[] der) {
    var at = contentOf(der, 0);
    while (at >= 0 && at < der.length) {
      var end = endOf(der, at);
      if (end < 0) {
        break;
      }
      if ((der[at] & 0xff) == PARAMETERS) {
        return Arrays.copyOfRange(der, contentOf(der, at), end);
      }
      at = end;
    }
    return new byte[0];
  }

  private SecretBytes decrypted(SecretBytes content, Path file) throws Unreadable {
    var password =
        passwords
            .of(file)
            .orElseThrow(() ->
                new Unreadable(
                    "the key is encrypted: give its password by --password-file, or type it at a"
                        + " terminal"));
    try {
      var key = content.lendTo(der -> decrypted(der, password));
      if (key.length() == 0) {
        throw new Unreadable("the password does not open the key, or it is no PBES2 (RFC 8018)");
      }
      return key;
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  /// @return empty if it does not open
  private static SecretBytes decrypted(byte[] der, char[] password) {
    var typed = new PBEKeySpec(password);
    try {
      var info = new EncryptedPrivateKeyInfo(der);
      var algorithm = String.valueOf(info.getAlgParameters()); // of PBES2 it names the parts
      var key = SecretKeyFactory.getInstance(algorithm).generateSecret(typed);
      var cipher = Cipher.getInstance(algorithm);
      cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
      return SecretBytes.takeOver(info.getKeySpec(cipher).getEncoded());
    } catch (GeneralSecurityException | IOException refused) {
      return SecretBytes.takeOver(new byte[0]);
    } finally {
      typed.clearPassword();
    }
  }

  private static SecretBytes wrapped(byte[] algorithm, byte[] key) {
    var octets = element(OCTET_STRING, key);
    try {
      return SecretBytes.takeOver(element(SEQUENCE, VERSION, algorithm, octets));
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  /// X.690 §8.1: tag, length in its shortest form, content.
  private static byte[] element(int tag, byte[]... parts) {
    var length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    var header =
        length < 0x80
            ? new byte[] {(byte) tag, (byte) length}
            : length < 0x100
                ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
    var element = Arrays.copyOf(header, header.length + length);
    var at = header.length;
    for (var part : parts) {
      System.arraycopy(part, 0, element, at, part.length);
      at += part.length;
    }
    return element;
  }

  /// @return -1 if it is malformed
  private static int contentOf(byte[] der, int at) {
    if (at + 2 > der.length) {
      return -1;
    }
    var first = der[at + 1] & 0xff;
    return first < 0x80 ? at + 2 : at + 2 + (first & 0x7f);
  }

  /// @return -1 if it is malformed
  private static int endOf(byte[] der, int at) {
    var content = contentOf(der, at);
    if (content < 0 || content > der.length) {
      return -1;
    }
    var first = der[at + 1] & 0xff;
    var length = first;
    if (first >= 0x80) {
      length = 0;
      for (var each = at + 2; each < content; each++) {
        length = (length << 8) | (der[each] & 0xff);
      }
    }
    return length < 0 || content + length > der.length ? -1 : content + length;
  }
}
