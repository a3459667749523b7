package org.keyferry.testkit;

import static org.keyferry.protocol.bundle.RejectedStatement.Reason.AUDIT_ROLLED_BACK;
import static org.keyferry.protocol.bundle.RejectedStatement.Reason.ROLLED_BACK;
import static org.keyferry.protocol.bundle.RejectedStatement.Reason.VERSION_REUSED;
import static org.keyferry.protocol.bundle.RejectedStatement.Reason.WILD_JUMP;
import static org.keyferry.testkit.VectorWorkshop.entryOf;
import static org.keyferry.testkit.VectorWorkshop.manifestDraft;
import static org.keyferry.testkit.VectorWorkshop.manifestOf;

import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.RejectedStatement.Reason;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Thumbprint;

/// Rules 15 to 19: what was seen before.
record HistoryVectors(VectorWorkshop shop, VectorFiles vectors) {

  void make() {
    historiesThatAreWrong();
  }

  private void historiesThatAreWrong() {
    var entry = shop.manifest().entries().getFirst();
    history("rolled-back", ROLLED_BACK, "1.43", entry.bundle(), entry);
    history("rolled-back-epoch", ROLLED_BACK, "2.1", entry.bundle(), entry);
    history("reused", VERSION_REUSED, "1.42", Thumbprint.of("another bundle"), entry);
    history("jump", WILD_JUMP, "1.42", entry.bundle(), entryOf(new Version(1, 10_043)));
    history(
        "jump-to-the-end",
        WILD_JUMP,
        "1.42",
        entry.bundle(),
        entryOf(new Version(1, 999_999_999_999_999_999L)));
    history("jump-epochs", WILD_JUMP, "1.42", entry.bundle(), entryOf(new Version(102, 1)));
    history(
        "jump-in-new-epoch", WILD_JUMP, "1.42", entry.bundle(), entryOf(new Version(2, 10_001)));
    vectors.put(
        "history-audit-shrank",
        manifestDraft(AUDIT_ROLLED_BACK, "fewer audit entries than before: a database rolled back")
            .seen(8, "audit record of 8 entries"),
        shop.sign(shop.manifest()));
    vectors.put(
        "history-audit-forked",
        manifestDraft(AUDIT_ROLLED_BACK, "as many audit entries as before, but others")
            .seen(7, "another audit record of 7 entries"),
        shop.sign(shop.manifest()));
  }

  private void history(
      String name, Reason reason, String held, Thumbprint digest, Manifest.Entry entry) {
    vectors.put(
        "history-" + name,
        manifestDraft(reason, "the host holds " + held).held(entry, held, digest),
        shop.sign(manifestOf(entry)));
  }
}
