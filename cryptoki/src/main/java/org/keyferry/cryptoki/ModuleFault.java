package org.keyferry.cryptoki;

/// The file that was named is no module that works. The message is the fault alone: whoever asked
/// knows where the name stands and what to do.
public abstract sealed class ModuleFault extends RuntimeException {

  private ModuleFault(String fault) {
    super(fault);
  }

  private ModuleFault(String fault, Throwable cause) {
    super(fault, cause);
  }

  /// There is no such file.
  public static final class Missing extends ModuleFault {
    Missing() {
      super("it does not exist");
    }
  }

  /// The file is there and is no PKCS#11 module.
  public static final class NotPkcs11 extends ModuleFault {
    NotPkcs11(String fault) {
      super(fault);
    }

    NotPkcs11(String fault, Throwable cause) {
      super(fault, cause);
    }
  }

  /// The module is there and does not start.
  public static final class Refused extends ModuleFault {
    Refused(CryptokiException cause) {
      super(String.valueOf(cause.getMessage()), cause);
    }
  }
}
