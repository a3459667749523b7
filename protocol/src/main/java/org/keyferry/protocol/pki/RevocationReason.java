package org.keyferry.protocol.pki;

import java.util.Arrays;

/// Why a certificate is revoked (RFC 5280 §5.3.1), of the reasons that a subscriber can have.
///
/// Left out: `certificateHold` and `removeFromCRL`, since nothing is held and let go again here,
/// and `aACompromise`, which is about attribute certificates.
public enum RevocationReason {
  UNSPECIFIED("unspecified", 0),
  KEY_COMPROMISE("keyCompromise", 1),
  CA_COMPROMISE("cACompromise", 2),
  AFFILIATION_CHANGED("affiliationChanged", 3),
  SUPERSEDED("superseded", 4),
  CESSATION_OF_OPERATION("cessationOfOperation", 5),
  PRIVILEGE_WITHDRAWN("privilegeWithdrawn", 9);

  private final String label;
  private final int code;

  RevocationReason(String label, int code) {
    this.label = label;
    this.code = code;
  }

  /// The CRLReason, as `revokeCert` takes it (RFC 8555 §7.6).
  public int code() {
    return code;
  }

  /// @param text `keyCompromise`; upper and lower case are alike
  /// @throws IllegalArgumentException naming the reasons there are
  public static RevocationReason parse(String text) {
    return Arrays.stream(values())
        .filter(each -> each.label.equalsIgnoreCase(text.strip()))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "reason " + Printable.of(text) + " is none of " + Arrays.toString(values())));
  }

  /// As RFC 5280 spells it: `keyCompromise`.
  @Override
  public String toString() {
    return label;
  }
}
