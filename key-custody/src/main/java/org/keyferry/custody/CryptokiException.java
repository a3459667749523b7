package org.keyferry.custody;

/// A PKCS#11 function returned something other than CKR_OK. Never leaves the package.
final class CryptokiException extends RuntimeException {

  private final long returnValue;

  CryptokiException(Cryptoki.Function function, long returnValue) {
    super(function + ": " + Pkcs11.nameOf(returnValue));
    this.returnValue = returnValue;
  }

  long returnValue() {
    return returnValue;
  }
}
