package org.keyferry.agent.adopt.host;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/// Certificates and keys of a host, as its servers read them: PEM (RFC 7468), with whatever text
/// between the blocks.
public final class PemFiles {

  private static final int LARGEST = 1 << 20;
  private static final byte[] ANY_MESSAGE = "a pair".getBytes(StandardCharsets.US_ASCII);
  private static final Pattern CERTIFICATE =
      Pattern.compile(
          "-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([A-Za-z0-9+/=\\s]++)-----END");

  private final HostRoot host;

  public PemFiles(HostRoot host) {
    this.host = host;
  }

  /// The first certificate of a file, which is the one that a server presents as its own.
  ///
  /// @throws IOException that says why there is none
  public X509Certificate leaf(Path file) throws IOException {
    var text = new String(host.read(file, LARGEST), StandardCharsets.ISO_8859_1);
    var block = CERTIFICATE.matcher(text);
    if (!block.find()) {
      throw new FileSystemException(file.toString(), null, "holds no certificate in PEM");
    }
    try {
      var der = Base64.getMimeDecoder().decode(block.group(1));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (IllegalArgumentException | CertificateException damaged) {
      throw new FileSystemException(file.toString(), null, "holds a damaged certificate");
    }
  }

  /// Whether the key in a file is that of a certificate.
  ///
  /// @throws IOException that says why there is no key
  public Match match(Path file, X509Certificate leaf) throws IOException {
    var content = host.read(file, LARGEST);
    try {
      return key(file, content)
          .map(each -> belongTogether(each, leaf.getPublicKey()) ? Match.PAIR : Match.STRANGERS)
          .orElse(Match.ENCRYPTED);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  /// @return empty if it is encrypted
  private static Optional<PrivateKey> key(Path file, byte[] content) throws IOException {
    try (var parser =
        new PEMParser(
            new InputStreamReader(
                new ByteArrayInputStream(content), StandardCharsets.ISO_8859_1))) {
      var converter = new JcaPEMKeyConverter();
      for (var each = parser.readObject(); each != null; each = parser.readObject()) {
        switch (each) {
          case PrivateKeyInfo key -> {
            return Optional.of(converter.getPrivateKey(key));
          }
          case PEMKeyPair pair -> {
            return Optional.of(converter.getPrivateKey(pair.getPrivateKeyInfo()));
          }
          case PEMEncryptedKeyPair _, PKCS8EncryptedPrivateKeyInfo _ -> {
            return Optional.empty();
          }
          default -> {
            // a certificate, parameters
          }
        }
      }
    } catch (IOException | RuntimeException damaged) {
      // what is in the message may be out of the key
      throw new FileSystemException(file.toString(), null, "holds a damaged key");
    }
    throw new FileSystemException(file.toString(), null, "holds no private key in PEM");
  }

  private static boolean belongTogether(PrivateKey key, PublicKey leafKey) {
    try {
      var signature = Signature.getInstance(signatureOf(key));
      signature.initSign(key);
      signature.update(ANY_MESSAGE);
      var signed = signature.sign();
      signature.initVerify(leafKey);
      signature.update(ANY_MESSAGE);
      return signature.verify(signed);
    } catch (GeneralSecurityException another) {
      return false; // a key of another kind or curve
    }
  }

  private static String signatureOf(PrivateKey key) {
    return switch (key.getAlgorithm().toUpperCase(Locale.ROOT)) {
      case "RSA" -> "SHA256withRSA";
      case "EC", "ECDSA" -> "SHA256withECDSA";
      default -> "EdDSA";
    };
  }

  /// What a key and a certificate are to each other.
  public enum Match {
    PAIR,
    STRANGERS,

    /// The key is under a passphrase, so that cannot be told.
    ENCRYPTED
  }
}
