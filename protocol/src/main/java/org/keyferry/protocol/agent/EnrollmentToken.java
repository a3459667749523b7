package org.keyferry.protocol.agent;

import java.util.regex.Pattern;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.Thumbprint;

/// What an officer hands to a host admin: good for one enrollment, and for knowing the repository
/// at the first connection. In text: `kfe1.<root>.<secret>`, both base64url.
public final class EnrollmentToken implements AutoCloseable {

  /// Length of the secret, in octets.
  public static final int SECRET_LENGTH = 32;

  private static final Pattern SYNTAX =
      Pattern.compile("kfe1\\.([A-Za-z0-9_-]{43})\\.([A-Za-z0-9_-]{43})");

  private final Thumbprint root;
  private final SecretBytes secret;

  public EnrollmentToken(Thumbprint root, SecretBytes secret) {
    this.root = root;
    this.secret = secret;
  }

  /// @throws IllegalArgumentException without the text in it
  public static EnrollmentToken parse(String text) {
    var parts = SYNTAX.matcher(text.strip());
    if (!parts.matches()) {
      throw malformed();
    }
    try {
      return new EnrollmentToken(
          new Thumbprint(parts.group(1)),
          SecretBytes.takeOver(Bytes.ofBase64Url(parts.group(2)).toArray()));
    } catch (IllegalArgumentException notCanonical) {
      throw malformed(); // its text may hold the secret
    }
  }

  /// Thumbprint of the root certificate (DER) that the repository's TLS chain must end in.
  public Thumbprint root() {
    return root;
  }

  /// What the repository keeps instead of the secret.
  public Thumbprint secretThumbprint() {
    return secret.lendTo(Thumbprint::of);
  }

  /// The whole token, to be shown once.
  public String reveal() {
    return "kfe1." + root + "." + secretText();
  }

  /// The secret as it travels in [EnrollmentRequest#secret].
  public String secretText() {
    return secret.lendTo(lent -> Bytes.of(lent).toBase64Url());
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "not an enrollment token: expected kfe1, the root's thumbprint and the secret, with dots"
            + " between them");
  }

  @Override
  public void close() {
    secret.close();
  }

  @Override
  public String toString() {
    return "EnrollmentToken[root=" + root + "]";
  }
}
