package org.keyferry.testkit;

import static java.util.Map.entry;
import static org.keyferry.protocol.bundle.RejectedStatement.Reason.CLAIM_INVALID;
import static org.keyferry.protocol.bundle.RejectedStatement.Reason.MALFORMED;
import static org.keyferry.testkit.VectorText.extended;
import static org.keyferry.testkit.VectorText.member;
import static org.keyferry.testkit.VectorWorkshop.header;
import static org.keyferry.testkit.VectorWorkshop.manifestDraft;

import java.util.Map;
import org.keyferry.protocol.bundle.Bundle;
import org.keyferry.protocol.bundle.Manifest;

/// Rules 8 and 10: one way to write the payload.
record PayloadVectors(VectorWorkshop shop, VectorFiles vectors) {

  void make() {
    payloadsThatAreNotCanonical();
  }

  private void payloadsThatAreNotCanonical() {
    var good = shop.payload(shop.bundle("ec-p256"));
    var payloads =
        Map.ofEntries(
            entry("member-twice", good.replace("\"version\"", "\"version\":\"1.42\",\"version\"")),
            entry("member-twice-at-the-end", extended(good, "\"format\":1")),
            entry(
                "nested-member-twice",
                good.replace("{\"transport\"", "{\"transport\":\"RSA-OAEP\",\"transport\"")),
            entry("white-space", good.replace(",\"agent\"", ", \"agent\"")),
            entry("trailing-line-feed", good + "\n"),
            entry("trailing-object", good + "{}"),
            entry("trailing-comma", good.substring(0, good.length() - 1) + ",}"),
            entry("two-commas", good.replace(",\"agent\"", ",,\"agent\"")),
            entry("other-order", reordered(good)),
            entry("escaped-letter", good.replace("\"www-1\"", "\"\\u0077ww-1\"")),
            entry("leading-zero", good.replace("\"issuedAt\":", "\"issuedAt\":0")),
            entry("chain-without-padding", unpadded(good)),
            entry("no-json", "keyferry"),
            entry("not-an-object", "[" + good + "]"),
            entry("cut-off", good.substring(0, good.length() - 1)),
            entry("not-ascii", good.replace("www-1", "w\u00fcw-1")),
            entry("byte-order-mark", "\ufeff" + good));
    payloads.forEach((name, payload) ->
        vectors.put(
            "payload-" + name,
            shop.bundleDraft(
                name.equals("not-ascii") ? CLAIM_INVALID : MALFORMED,
                "correctly signed, but not in the one form"),
            shop.signed(header("ES256", shop.signer().keyId(), Bundle.TYPE), payload)));
    var unsorted = shop.payload(shop.manifest());
    var first = unsorted.indexOf("{\"certificate\"");
    var second = unsorted.indexOf("{\"certificate\"", first + 1);
    var end = unsorted.indexOf("]", second);
    vectors.put(
        "payload-entries-not-in-order",
        manifestDraft(MALFORMED, "the entries are not in the order of their certificates' ids"),
        shop.signed(
            header("ES256", shop.signer().keyId(), Manifest.TYPE),
            unsorted.substring(0, first)
                + unsorted.substring(second, end)
                + ","
                + unsorted.substring(first, second - 1)
                + unsorted.substring(end)));
  }

  private static String reordered(String payload) {
    var agent = member(payload, "agent");
    return payload.replace(agent + ",", "").replace(",\"chain\"", "," + agent + ",\"chain\"");
  }

  private static String unpadded(String payload) {
    return payload.replaceFirst("=+\"", "\"");
  }
}
