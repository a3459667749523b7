package org.keyferry.repository.issuance;

/// What came of the inspection of a received chain.
public sealed interface Verdict {

  /// It may be published.
  record Accepted() implements Verdict {}

  /// It must not.
  ///
  /// @param fault which rule it breaks
  /// @param detail what exactly; text out of the certificate is made printable
  record Refused(ChainFault fault, String detail) implements Verdict {

    /// For the officer who reads the order.
    public String sentence() {
      return "the CA issued a certificate that the repository does not publish: "
          + fault.sentence()
          + " ("
          + detail
          + ")";
    }
  }
}
