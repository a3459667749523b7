package org.keyferry.repository.issuance;

import java.util.Locale;

/// The ways in which a received chain can be wrong.
public enum ChainFault {
  OTHER_KEY("it is for another key"),
  OLD_FORMAT("it is not an X.509 version 3 certificate"),
  NAMES_ABSENT("it has no DNS names"),
  NAME_MISSING("a name of the order is not in it"),
  NAME_ADDED("a name is in it that was not ordered"),
  OTHER_IDENTIFIER("an identifier is in it that was not ordered and is no DNS name"),
  COMMON_NAME_FOREIGN("its common name is not one of its names"),
  COMMON_NAME_UNWANTED("it has a common name, which its policy forbids"),
  OCSP_UNWANTED("it names an OCSP responder, which its policy forbids"),
  MUST_BE_STAPLED("clients refuse it without a stapled OCSP response, and nothing here staples"),
  NOT_YET_VALID("it is not valid yet"),
  EXPIRED("it has expired"),
  LIVES_TOO_LONG("it is valid for longer than the policy allows"),
  LIVES_TOO_BRIEFLY("it is valid for less than the policy wants"),
  LIVES_TOO_SHORT("what is left of its validity is too short to serve it"),
  IS_A_CA("it is the certificate of a CA"),
  SIGNS_CERTIFICATES("its key may sign certificates"),
  CANNOT_SIGN("its key may not sign, as TLS needs it"),
  NOT_FOR_SERVERS("it is not for TLS servers"),
  EXTENSION_UNKNOWN("it has a critical extension that is not understood"),
  EXTENSION_MALFORMED("an extension of it does not parse"),
  WEAK_SIGNATURE("a signature in the chain uses an algorithm that is not strong enough"),
  WEAK_KEY("a key in the chain is not strong enough"),
  SELF_SIGNED("it is signed by its own key"),
  ISSUER_MISSING("the chain ends before it reaches an issuer of the CA"),
  ORDER_WRONG("a certificate of the chain is not issued by the one behind it"),
  SIGNATURE_WRONG("a signature in the chain does not verify"),
  ISSUER_NOT_A_CA("an issuer in the chain may not issue"),
  ISSUER_NOT_VALID("an issuer in the chain is not valid now"),
  ISSUER_CONSTRAINED("an issuer in the chain may not issue this"),
  SURPLUS("the chain goes on behind the root"),
  NOT_NEWER("it is older than the certificate in force"),
  SERIAL_MALFORMED("its serial number is not positive, or longer than 20 octets"),
  SERIAL_SEEN("a certificate with its serial number, from the same issuer, was published before");

  private final String sentence;

  ChainFault(String sentence) {
    this.sentence = sentence;
  }

  /// As JSON and the audit record have it: `other-key`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// @throws IllegalArgumentException if there is no such fault
  public static ChainFault parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  public String sentence() {
    return sentence;
  }
}
