package org.keyferry.testkit;

import static org.keyferry.protocol.bundle.RejectedStatement.Reason.CLAIM_INVALID;
import static org.keyferry.testkit.VectorText.dashed;
import static org.keyferry.testkit.VectorText.extended;
import static org.keyferry.testkit.VectorText.member;
import static org.keyferry.testkit.VectorText.pemInBase64;
import static org.keyferry.testkit.VectorText.withTrailing;
import static org.keyferry.testkit.VectorText.without;
import static org.keyferry.testkit.VectorWorkshop.header;
import static org.keyferry.testkit.VectorWorkshop.manifestDraft;

import java.util.List;
import org.keyferry.protocol.bundle.Bundle;
import org.keyferry.protocol.bundle.Manifest;

/// Rule 9: the claims.
record ClaimVectors(VectorWorkshop shop, VectorFiles vectors) {

  void make() {
    claimsThatAreWrong();
  }

  private void claimsThatAreWrong() {
    var good = shop.payload(shop.bundle("ec-p256"));
    for (var claim :
        List.of(
            "format",
            "repository",
            "agent",
            "certificate",
            "name",
            "version",
            "issuedAt",
            "freshUntil",
            "subjectPublicKey",
            "transport",
            "encryptedKey",
            "ciphertext")) {
      var member = member(good, claim);
      claim("no-" + dashed(claim), without(good, member));
      claim("null-" + dashed(claim), good.replace(member, "\"" + claim + "\":null"));
      claim(
          (member.endsWith("\"") ? "number-" : "text-") + dashed(claim),
          good.replace(member, "\"" + claim + "\":" + (member.endsWith("\"") ? "7" : "\"7\"")));
    }
    var chain = good.substring(good.indexOf("\"chain\":"), good.indexOf(",\"subjectPublicKey\""));
    var leaf = chain.substring(chain.indexOf("[") + 1, chain.indexOf(","));
    claim("no-chain", good.replace(chain + ",", ""));
    claim("chain-text", good.replace(chain, "\"chain\":" + leaf));
    claim("chain-empty", good.replace(chain, "\"chain\":[]"));
    claim(
        "chain-of-eleven",
        good.replace(chain, "\"chain\":[" + (leaf + ",").repeat(10) + leaf + "]"));
    claim("chain-number", good.replace(chain, "\"chain\":[7]"));
    claim("chain-no-certificate", good.replace(chain, "\"chain\":[\"AAAA\"]"));
    claim("chain-no-base64", good.replace(chain, "\"chain\":[\"%%%%\"]"));
    claim("chain-pem", good.replace(chain, "\"chain\":[\"" + pemInBase64(leaf) + "\"]"));
    claim(
        "chain-trailing-octet", good.replace(chain, "\"chain\":[\"" + withTrailing(leaf) + "\"]"));
    claim("no-key", good.substring(0, good.indexOf(",\"key\"")) + "}");
    claim("key-text", good.substring(0, good.indexOf("\"key\"")) + "\"key\":\"\"}");
    claim("unknown", extended(good, "\"install\":\"/etc/nginx\""));
    claim("unknown-in-key", good.replace("\"transport\"", "\"kid\":\"x\",\"transport\""));
    claim("format-2", good.replace("\"format\":1", "\"format\":2"));
    claim("format-fraction", good.replace("\"format\":1", "\"format\":1.0"));
    claim("format-exponent", good.replace("\"format\":1", "\"format\":1e0"));
    claim("format-true", good.replace("\"format\":1", "\"format\":true"));
    claim(
        "agent-upper-case",
        good.replace("0198a7c0-0000-7000-8000-000000002", "0198A7C0-0000-7000-8000-000000002"));
    claim(
        "agent-short-uuid",
        good.replace("0198a7c0-0000-7000-8000-000000002001", "198a7c0-0-7000-8000-2001"));
    claim("version-zero", good.replace("\"1.42\"", "\"1.0\""));
    claim("version-leading-zero", good.replace("\"1.42\"", "\"1.042\""));
    claim("version-huge", good.replace("\"1.42\"", "\"1.9223372036854775807\""));
    claim("version-three-parts", good.replace("\"1.42\"", "\"1.4.2\""));
    claim("name-path", good.replace("\"www-1\"", "\"../../etc/nginx\""));
    claim("name-dots", good.replace("\"www-1\"", "\"www..1\""));
    claim("name-line-feed", good.replace("\"www-1\"", "\"www\\n1\""));
    claim("name-shell", good.replace("\"www-1\"", "\"$(id)\""));
    claim("issued-at-fraction", good.replaceFirst("\"issuedAt\":[0-9]+", "$0.5"));
    claim("issued-at-negative", good.replace("\"issuedAt\":", "\"issuedAt\":-"));
    claim("issued-at-huge", good.replace("\"issuedAt\":", "\"issuedAt\":253402300"));
    claim("transport-unknown", good.replace("\"RSA-OAEP\"", "\"RSA1_5\""));
    claim("transport-lower-case", good.replace("\"RSA-OAEP\"", "\"rsa-oaep\""));
    var encrypted = member(good, "encryptedKey");
    claim("encrypted-key-short", good.replace(encrypted, "\"encryptedKey\":\"AAAA\""));
    claim("encrypted-key-padding", good.replace(encrypted, encrypted.replaceAll("\"$", "==\"")));
    var ciphertext = member(good, "ciphertext");
    claim(
        "ciphertext-not-in-eights",
        good.replace(ciphertext, "\"ciphertext\":\"" + "AAAA".repeat(9) + "\""));
    claim("ciphertext-empty", good.replace(ciphertext, "\"ciphertext\":\"\""));
    claim(
        "subject-public-key-hex",
        good.replace(
            member(good, "subjectPublicKey"), "\"subjectPublicKey\":\"" + "ab".repeat(32) + "\""));

    var list = shop.payload(shop.manifest());
    var firstEntry = list.substring(list.indexOf("[{") + 1, list.indexOf("},{") + 1);
    manifestClaim("no-entries", list.replaceFirst("\"entries\":\\[.*],", ""));
    manifestClaim("entries-object", list.replaceFirst("\"entries\":\\[.*],", "\"entries\":{},"));
    manifestClaim("entry-text", list.replace(firstEntry, "\"www-1\""));
    manifestClaim(
        "entry-unknown-claim", list.replace(firstEntry, extended(firstEntry, "\"path\":\"/etc\"")));
    manifestClaim(
        "entry-without-bundle",
        list.replace(firstEntry, without(firstEntry, member(firstEntry, "bundle"))));
    manifestClaim(
        "certificate-twice",
        list.replace(
            "certificate\":\"0198a7c0-0000-7000-8000-000000001002",
            "certificate\":\"0198a7c0-0000-7000-8000-000000001001"));
    manifestClaim("name-twice", list.replace("\"www-2\"", "\"www-1\""));
    manifestClaim("no-checkpoint", list.replaceFirst(",\"checkpoint\":.*", "}"));
    manifestClaim("checkpoint-negative", list.replace("\"size\":7", "\"size\":-7"));
    manifestClaim("checkpoint-unknown-claim", list.replace("\"size\":7", "\"root\":1,\"size\":7"));
    manifestClaim("unknown", extended(list, "\"command\":\"reload\""));
    manifestClaim("format-2", list.replace("\"format\":1", "\"format\":2"));
    manifestClaim("of-a-bundle", good);
  }

  private void claim(String name, String payload) {
    vectors.put(
        "claim-" + name,
        shop.bundleDraft(CLAIM_INVALID, "correctly signed, but a claim is not what it must be"),
        shop.signed(header("ES256", shop.signer().keyId(), Bundle.TYPE), payload));
  }

  private void manifestClaim(String name, String payload) {
    vectors.put(
        "claim-manifest-" + name,
        manifestDraft(CLAIM_INVALID, "correctly signed, but a claim is not what it must be"),
        shop.signed(header("ES256", shop.signer().keyId(), Manifest.TYPE), payload));
  }
}
