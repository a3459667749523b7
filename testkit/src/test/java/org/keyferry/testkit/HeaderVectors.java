package org.keyferry.testkit;

import static java.util.Map.entry;
import static org.keyferry.protocol.bundle.RejectedStatement.Reason.HEADER_REFUSED;
import static org.keyferry.protocol.bundle.RejectedStatement.Reason.UNKNOWN_SIGNER;
import static org.keyferry.testkit.VectorText.extended;
import static org.keyferry.testkit.VectorText.jwk;
import static org.keyferry.testkit.VectorWorkshop.header;
import static org.keyferry.testkit.VectorWorkshop.manifestDraft;

import java.security.interfaces.ECPublicKey;
import java.util.Map;
import org.keyferry.protocol.bundle.Bundle;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.StatementWriter;

/// Rules 4 and 5: the header and the key that it names.
record HeaderVectors(VectorWorkshop shop, VectorFiles vectors) {

  void make() {
    headersThatAreNotOurs();
    strangers();
  }

  private void headersThatAreNotOurs() {
    var kid = shop.signer().keyId();
    var typ = Bundle.TYPE;
    var good = header("ES256", kid, typ);
    var key = (ECPublicKey) shop.keys().pair("stranger").getPublic();
    var headers =
        Map.ofEntries(
            entry("alg-none", header("none", kid, typ)),
            entry("alg-none-capital", header("None", kid, typ)),
            entry("alg-lower-case", header("es256", kid, typ)),
            entry("alg-es384", header("ES384", kid, typ)),
            entry("alg-es256k", header("ES256K", kid, typ)),
            entry("alg-eddsa", header("EdDSA", kid, typ)),
            entry("no-alg", "{\"kid\":\"" + kid + "\",\"typ\":\"" + typ + "\"}"),
            entry("no-kid", "{\"alg\":\"ES256\",\"typ\":\"" + typ + "\"}"),
            entry("no-typ", "{\"alg\":\"ES256\",\"kid\":\"" + kid + "\"}"),
            entry("typ-manifest", header("ES256", kid, Manifest.TYPE)),
            entry("typ-jwt", header("ES256", kid, "JWT")),
            entry("typ-with-application", header("ES256", kid, "application/" + typ)),
            entry("typ-upper-case", header("ES256", kid, "KEYFERRY-BUNDLE+JWS")),
            entry("jwk", extended(good, "\"jwk\":" + jwk(key))),
            entry("jku", extended(good, "\"jku\":\"https://example.test/keys\"")),
            entry("x5c", extended(good, "\"x5c\":[\"AA==\"]")),
            entry("x5u", extended(good, "\"x5u\":\"https://example.test/chain\"")),
            entry("crit-b64", extended(good, "\"b64\":false,\"crit\":[\"b64\"]")),
            entry("cty", extended(good, "\"cty\":\"json\"")),
            entry("unknown-parameter", extended(good, "\"x\":1")),
            entry("alg-twice", extended(good, "\"alg\":\"ES256\"")),
            entry("alg-twice-none-last", extended(good, "\"alg\":\"none\"")),
            entry("kid-twice", extended(good, "\"kid\":\"" + kid + "\"")),
            entry(
                "other-order",
                "{\"typ\":\"" + typ + "\",\"alg\":\"ES256\",\"kid\":\"" + kid + "\"}"),
            entry("white-space", good.replace(":", ": ")),
            entry("escape", good.replace("ES256", "\\u0045S256")),
            entry("trailing-data", good + "{}"),
            entry("no-json", "alg=ES256"),
            entry("kid-not-text", good.replace("\"" + kid + "\"", "7")));
    headers.forEach((name, header) ->
        vectors.put(
            "header-" + name,
            shop.bundleDraft(HEADER_REFUSED, "correctly signed, under a header that is not ours"),
            shop.signed(header, shop.payload(shop.bundle("ec-p256")))));
    vectors.put(
        "header-alg-hs256",
        shop.bundleDraft(HEADER_REFUSED, "HMAC with the public signing key as the secret"),
        shop.hmacSigned(header("HS256", kid, typ), shop.payload(shop.bundle("ec-p256"))));
    vectors.put(
        "header-of-bundle-on-manifest",
        manifestDraft(HEADER_REFUSED, "a manifest that says it is a bundle"),
        shop.signed(header("ES256", kid, Bundle.TYPE), shop.payload(shop.manifest())));
    vectors.put(
        "header-bundle-for-manifest",
        manifestDraft(HEADER_REFUSED, "a bundle where a manifest is due"),
        shop.sign(shop.bundle("ec-p256")));
    vectors.put(
        "header-manifest-for-bundle",
        shop.bundleDraft(HEADER_REFUSED, "a manifest where a bundle is due"),
        shop.sign(shop.manifest()));
  }

  private void strangers() {
    var stranger = new StatementWriter(new DeterministicSigner(shop.keys().pair("stranger")));
    vectors.put(
        "signer-unknown",
        shop.bundleDraft(UNKNOWN_SIGNER, "signed by a key that was not learned at enrollment"),
        stranger.write(shop.bundle("ec-p256")));
    vectors.put(
        "signer-unknown-manifest",
        manifestDraft(UNKNOWN_SIGNER, "signed by a key that was not learned at enrollment"),
        stranger.write(shop.manifest()));
    vectors.put(
        "signer-given-up",
        shop.bundleDraft(UNKNOWN_SIGNER, "signed by a key that is no longer trusted")
            .with("signing-keys", "signer-2"),
        shop.sign(shop.bundle("ec-p256")));
  }
}
