package org.keyferry.protocol.bundle;

/// A statement that must not be acted on. Thrown before anything was written.
public final class RejectedStatement extends Exception {

  private final Reason reason;

  /// @param detail the fault in a sentence, without content of the statement that nobody verified
  public RejectedStatement(Reason reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /// Each way in which a statement can fail.
  public enum Reason {
    /// Not a JWS in compact serialization, not canonical base64url, not strict JSON.
    MALFORMED,
    /// Another `alg`, `typ` or header parameter than the specification has.
    HEADER_REFUSED,
    /// A `kid` that was not learned at enrollment.
    UNKNOWN_SIGNER,
    /// The signature does not verify, or is not in its canonical form.
    SIGNATURE_INVALID,
    /// A claim is missing, unknown, of another type, or outside its range.
    CLAIM_INVALID,
    /// Said by another repository.
    WRONG_REPOSITORY,
    /// Said to another agent.
    WRONG_AGENT,
    /// About another certificate than the one asked for.
    WRONG_CERTIFICATE,
    /// Another version than the manifest names.
    WRONG_VERSION,
    /// The bundle is not the one that the manifest names.
    WRONG_DIGEST,
    /// Older than what this host already holds.
    ROLLED_BACK,
    /// The same version as this host holds, with another content.
    VERSION_REUSED,
    /// Further ahead than versions grow.
    WILD_JUMP,
    /// No longer fresh, or issued in the future.
    STALE,
    /// The audit record that the statement carries is smaller than one seen before, or forked.
    AUDIT_ROLLED_BACK,
    /// The leaf does not have the key that the bundle says.
    KEY_MISMATCH,
    /// The sealed key does not open with this agent's sealing key.
    NOT_OPENABLE
  }
}
