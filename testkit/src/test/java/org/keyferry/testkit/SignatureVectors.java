package org.keyferry.testkit;

import static java.util.Map.entry;
import static org.keyferry.protocol.bundle.RejectedStatement.Reason.SIGNATURE_INVALID;
import static org.keyferry.testkit.VectorText.ORDER;
import static org.keyferry.testkit.VectorText.base64Url;
import static org.keyferry.testkit.VectorText.concatenate;
import static org.keyferry.testkit.VectorText.der;
import static org.keyferry.testkit.VectorText.scalars;
import static org.keyferry.testkit.VectorWorkshop.NOW;
import static org.keyferry.testkit.VectorWorkshop.header;
import static org.keyferry.testkit.VectorWorkshop.issued;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.keyferry.protocol.bundle.Bundle;
import org.keyferry.protocol.pki.Bytes;

/// Rules 6 and 7: the signature.
record SignatureVectors(VectorWorkshop shop, VectorFiles vectors) {

  void make() {
    signaturesThatAreNone();
  }

  private void signaturesThatAreNone() {
    var good = shop.sign(shop.bundle("ec-p256"));
    var octets = Bytes.ofBase64Url(good.substring(good.lastIndexOf('.') + 1)).toArray();
    var r = new BigInteger(1, Arrays.copyOf(octets, 32));
    var s = new BigInteger(1, Arrays.copyOfRange(octets, 32, 64));
    var zero = BigInteger.ZERO;
    var stranger = new DeterministicSigner(shop.keys().pair("stranger"));
    var input = good.substring(0, good.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
    var other = shop.sign(issued(shop.bundle("ec-p256"), NOW.minusSeconds(1)));
    var signatures =
        Map.ofEntries(
            entry("der", der(r, s)),
            entry("r-zero", scalars(zero, s)),
            entry("s-zero", scalars(r, zero)),
            entry("both-zero", scalars(zero, zero)),
            entry("r-is-order", scalars(ORDER, s)),
            entry("s-is-order", scalars(r, ORDER)),
            entry("all-ones", scalars(BigInteger.TWO.pow(256).subtract(BigInteger.ONE), s)),
            entry("r-and-s-exchanged", scalars(s, r)),
            entry("too-short", Arrays.copyOf(octets, 63)),
            entry("too-long", Arrays.copyOf(octets, 65)),
            entry("leading-zeros", concatenate(new byte[2], octets)),
            entry("r-alone", Arrays.copyOf(octets, 32)),
            entry("of-a-stranger", stranger.sign(input)),
            entry(
                "of-another-bundle",
                Bytes.ofBase64Url(other.substring(other.lastIndexOf('.') + 1)).toArray()));
    signatures.forEach((name, signature) ->
        vectors.put(
            "signature-" + name,
            shop.bundleDraft(SIGNATURE_INVALID, "64 octets that verify, or nothing"),
            good.substring(0, good.lastIndexOf('.') + 1) + Bytes.of(signature).toBase64Url()));
    var altered = shop.payload(shop.bundle("ec-p256")).replace("\"1.42\"", "\"1.43\"");
    vectors.put(
        "signature-payload-altered",
        shop.bundleDraft(SIGNATURE_INVALID, "one digit of the payload altered"),
        base64Url(header("ES256", shop.signer().keyId(), Bundle.TYPE))
            + "."
            + base64Url(altered)
            + good.substring(good.lastIndexOf('.')));
  }
}
