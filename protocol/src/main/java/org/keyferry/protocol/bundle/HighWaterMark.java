package org.keyferry.protocol.bundle;

import org.keyferry.protocol.bundle.RejectedStatement.Reason;
import org.keyferry.protocol.pki.Thumbprint;

/// The newest version of a certificate that a host has ever held. It only rises; the host writes it
/// to disk before it acts on the version.
///
/// @param version the newest
/// @param bundle thumbprint of the bundle that brought it
public record HighWaterMark(Version version, Thumbprint bundle) {

  /// Counters may skip this many: each failed order burns one.
  public static final long WIDEST_COUNTER_STEP = 10_000;

  /// Epochs grow when a database is restored, so seldom.
  public static final int WIDEST_EPOCH_STEP = 100;

  /// The mark of a host that never held the certificate.
  public static HighWaterMark of(Manifest.Entry entry) {
    return new HighWaterMark(entry.version(), entry.bundle());
  }

  /// @param entry what a verified manifest says of the same certificate
  /// @return where the mark stands once the entry is installed; this one if nothing is new
  public HighWaterMark risenTo(Manifest.Entry entry) throws RejectedStatement {
    var next = of(entry);
    if (version.isNewerThan(next.version)) { // rule 15
      throw new RejectedStatement(
          Reason.ROLLED_BACK,
          "version " + next.version + " is older than " + version + ", which this host holds");
    }
    if (version.equals(next.version)) { // rule 16
      if (!bundle.equals(next.bundle)) {
        throw new RejectedStatement(
            Reason.VERSION_REUSED, "version " + version + " came with another content before");
      }
      return this;
    }
    if (isWild(next.version)) { // rule 17
      throw new RejectedStatement(
          Reason.WILD_JUMP, "version " + next.version + " is too far ahead of " + version);
    }
    return next;
  }

  /// A new epoch counts anew from 1.
  private boolean isWild(Version next) {
    var floor = next.epoch() == version.epoch() ? version.counter() : 0;
    return next.epoch() - version.epoch() > WIDEST_EPOCH_STEP
        || next.counter() - floor > WIDEST_COUNTER_STEP;
  }
}
