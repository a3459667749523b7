package org.keyferry.cryptoki;

/// A PKCS#11 function returned something other than CKR_OK. Whoever called it says what that means.
public final class CryptokiException extends RuntimeException {

  private final long returnValue;

  public CryptokiException(Cryptoki.Function function, long returnValue) {
    super(function + ": " + Pkcs11.nameOf(returnValue));
    this.returnValue = returnValue;
  }

  public long returnValue() {
    return returnValue;
  }
}
