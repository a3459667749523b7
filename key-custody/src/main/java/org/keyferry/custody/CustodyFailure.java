package org.keyferry.custody;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;

/// The HSM cannot do what was asked. The message is for the people who run it: what failed, why,
/// and what to do. It never holds a PIN or anything of a key.
public abstract sealed class CustodyFailure extends RuntimeException {

  private CustodyFailure(String sentence) {
    super(sentence);
  }

  private CustodyFailure(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /// There is no such file.
  public static final class ModuleMissing extends CustodyFailure {
    ModuleMissing(Path module) {
      super(
          "The PKCS#11 module "
              + module
              + " does not exist: install the HSM's client package, or correct the module's path.");
    }
  }

  /// The file is there and is no PKCS#11 module.
  public static final class NotPkcs11 extends CustodyFailure {
    NotPkcs11(Path module, Throwable fault) {
      super(
          module
              + " is not a PKCS#11 module ("
              + fault.getMessage()
              + "): name the shared library that exports C_GetFunctionList.",
          fault);
    }
  }

  /// The module is there and does not start.
  public static final class ModuleRefused extends CustodyFailure {
    ModuleRefused(Path module, Throwable cause) {
      super(
          "The PKCS#11 module "
              + module
              + " did not start ("
              + cause.getMessage()
              + "): check its own configuration (for SoftHSM the file named by SOFTHSM2_CONF, for"
              + " NSS the module arguments).",
          cause);
    }
  }

  /// No token has that label.
  public static final class TokenNotFound extends CustodyFailure {
    TokenNotFound(String label, Collection<String> others) {
      super(
          "No token is labeled '"
              + label
              + "'; there "
              + (others.size() == 1 ? "is " : "are ")
              + String.join(", ", others.stream().map(each -> "'" + each + "'").toList())
              + ": correct the token label.");
    }
  }

  /// There is a slot, and nobody has made a token in it.
  public static final class TokenNotInitialized extends CustodyFailure {
    TokenNotInitialized(String label) {
      super(
          "No token '"
              + label
              + "' is initialized: run the init script of the HSM kind in hsm-config, and see that"
              + " this process finds the same token (for SoftHSM by SOFTHSM2_CONF in its"
              + " environment).");
    }
  }

  /// The PIN was not tried: its file is missing, empty, or others can read it.
  public static final class PinMissing extends CustodyFailure {
    PinMissing(Path pinFile, String fault) {
      super(
          "The PIN file "
              + pinFile
              + " "
              + fault
              + ": it must hold the user PIN of the token and be readable by this program alone.");
    }
  }

  /// The token said no to the PIN. It was tried once and is not tried again.
  public static final class PinRefused extends CustodyFailure {
    PinRefused(String label, Path pinFile, String fault) {
      super(
          "The token '"
              + label
              + "' refused the PIN in "
              + pinFile
              + " ("
              + fault
              + "): put the right PIN there before the next start, since tokens count wrong ones.");
    }
  }

  /// The token is there, and the key ceremony has not been held.
  public static final class TokenNotPrepared extends CustodyFailure {
    TokenNotPrepared(String label, String missing) {
      super(
          "The token '"
              + label
              + "' has no key '"
              + missing
              + "': hold the key ceremony (keyferry-server ceremony), or name the token on which it"
              + " was held.");
    }
  }

  /// A key of the ceremony is not as the ceremony makes it.
  public static final class KeyTooWeak extends CustodyFailure {
    KeyTooWeak(String label, String fault) {
      super(
          "The key '"
              + label
              + "' on the token "
              + fault
              + ", so it does not protect what it wraps: find out who made it, and hold the key"
              + " ceremony on a fresh token.");
    }
  }

  /// Two ceremonies were held at once, or somebody added a key.
  public static final class KeyAmbiguous extends CustodyFailure {
    KeyAmbiguous(String token, String label, int count) {
      super(
          "The token '"
              + token
              + "' has "
              + count
              + " keys '"
              + label
              + "', and it cannot be known which one counts: rename those that the ceremony did not"
              + " make.");
    }
  }

  /// Wrapped keys can be unwrapped in clear.
  public static final class ModuleLeaksKeys extends CustodyFailure {
    ModuleLeaksKeys(String library, String kek, String leak) {
      super(
          "With the key '"
              + kek
              + "', "
              + library
              + " unwrapped a private key "
              + leak
              + ", so whoever has the PIN can read private keys: if the key was made by the key"
              + " ceremony, the module ignores its unwrap template; use another HSM, or accept this"
              + " one explicitly.");
    }
  }

  /// The module lacks something that every key needs.
  public static final class ModuleUnfit extends CustodyFailure {
    ModuleUnfit(String library, String lack) {
      super(
          library
              + " cannot keep keys for Keyferry: "
              + lack
              + ". See hsm-config for modules that can.");
    }
  }

  /// A key record is not what the token made: edited, or put in the place of another.
  public static final class TamperedRecord extends CustodyFailure {
    TamperedRecord(CertificateId certificate, Version version, String fault) {
      super(sentence(certificate, version, fault));
    }

    TamperedRecord(CertificateId certificate, Version version, String fault, Throwable cause) {
      super(sentence(certificate, version, fault), cause);
    }

    private static String sentence(CertificateId certificate, Version version, String fault) {
      return String.format(
          Locale.ROOT,
          "The key record of certificate %s, version %s, %s: nothing was sealed with it; restore it"
              + " from a backup, or order a new version, and find out who changed the database.",
          certificate,
          version,
          fault);
    }
  }

  /// The certificate is for another key than the record.
  public static final class KeyMismatch extends CustodyFailure {
    KeyMismatch(CertificateId certificate, Version version) {
      super(
          String.format(
              Locale.ROOT,
              "The leaf of certificate %s, version %s, has another public key than its key record:"
                  + " nothing was sealed; order a new version.",
              certificate,
              version));
    }
  }

  /// A key is sealed to keys that are strong enough, and not so large that they only cost time.
  public static final class RecipientRefused extends CustodyFailure {
    RecipientRefused(int bits) {
      super(
          "A sealing key has "
              + bits
              + " bits, and RSA with 3072 to 8192 is needed: enroll the agent again with such a"
              + " key.");
    }
  }

  /// Keys that were made elsewhere cannot be taken in. All else works.
  public static final class ImportUnavailable extends CustodyFailure {
    ImportUnavailable(String token, String lack) {
      super(sentence(token, lack));
    }

    ImportUnavailable(String token, String lack, Throwable cause) {
      super(sentence(token, lack + " (" + cause.getMessage() + ")"), cause);
    }

    private static String sentence(String token, String lack) {
      return "The token '"
          + token
          + "' takes in no keys that were made elsewhere: "
          + lack
          + ". Order new certificates instead of importing old ones, or mend this first.";
    }
  }

  /// A key that was brought is not taken in.
  public static final class KeyRefused extends CustodyFailure {
    KeyRefused(String fault) {
      super("The key was not taken in: " + fault + ".");
    }
  }

  /// The token does not answer, or not as it did. Anything may be tried again later.
  public static final class TokenUnavailable extends CustodyFailure {
    public TokenUnavailable(String what, Throwable cause) {
      super(
          what + " (" + cause.getMessage() + "): see that the HSM is up and the token unchanged.",
          cause);
    }
  }
}
