package org.keyferry.testkit;

import static java.util.Map.entry;
import static org.keyferry.protocol.bundle.RejectedStatement.Reason.MALFORMED;

import java.util.Map;

/// Rule 3: the form.
record FormVectors(VectorWorkshop shop, VectorFiles vectors) {

  void make() {
    formsThatAreNone();
  }

  private void formsThatAreNone() {
    var good = shop.sign(shop.bundle("ec-p256"));
    var parts = good.split("\\.", -1);
    var forms =
        Map.ofEntries(
            entry("empty", ""),
            entry("two-parts", parts[0] + "." + parts[1]),
            entry("four-parts", good + ".AA"),
            entry("five-parts", good + ".AA.AA"),
            entry("empty-signature", parts[0] + "." + parts[1] + "."),
            entry("empty-payload", parts[0] + ".." + parts[2]),
            entry("trailing-line-feed", good + "\n"),
            entry("leading-space", " " + good),
            entry("inner-line-feed", parts[0] + ".\n" + parts[1] + "." + parts[2]),
            entry("padding", good + "=="),
            entry("standard-base64", parts[0] + "." + parts[1] + "." + plusAndSlash(parts[2])),
            entry("byte-order-mark", "\ufeff" + good),
            entry("header-not-canonical", loosen(parts[0]) + "." + parts[1] + "." + parts[2]),
            entry("payload-not-canonical", parts[0] + "." + loosen(parts[1]) + "." + parts[2]),
            entry("signature-not-canonical", parts[0] + "." + parts[1] + "." + loosen(parts[2])),
            entry(
                "json-serialization",
                "{\"payload\":\""
                    + parts[1]
                    + "\",\"protected\":\""
                    + parts[0]
                    + "\",\"signature\":\""
                    + parts[2]
                    + "\"}"));
    forms.forEach((name, text) ->
        vectors.put(
            "form-" + name,
            shop.bundleDraft(MALFORMED, "no compact serialization in canonical base64url"),
            text));
  }

  /// Sets a bit that no octet uses: lax decoders do not see it.
  private static String loosen(String base64Url) {
    var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    if (base64Url.length() % 4 == 0) {
      return base64Url + "A"; // a sextet that makes no octet
    }
    var last = alphabet.indexOf(base64Url.charAt(base64Url.length() - 1));
    return base64Url.substring(0, base64Url.length() - 1) + alphabet.charAt(last | 1);
  }

  private static String plusAndSlash(String base64Url) {
    return "+/" + base64Url.substring(2);
  }
}
