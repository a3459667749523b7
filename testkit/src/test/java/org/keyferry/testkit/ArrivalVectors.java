package org.keyferry.testkit;

import static org.keyferry.testkit.VectorText.padded;
import static org.keyferry.testkit.VectorText.pkcs8WithPublicKey;
import static org.keyferry.testkit.VectorWorkshop.NOW;
import static org.keyferry.testkit.VectorWorkshop.chance;
import static org.keyferry.testkit.VectorWorkshop.entryOf;
import static org.keyferry.testkit.VectorWorkshop.goodManifest;
import static org.keyferry.testkit.VectorWorkshop.issued;
import static org.keyferry.testkit.VectorWorkshop.manifestOf;
import static org.keyferry.testkit.VectorWorkshop.sealer;
import static org.keyferry.testkit.VectorWorkshop.until;
import static org.keyferry.testkit.VectorWorkshop.withChain;

import java.security.PrivateKey;
import java.time.Duration;
import java.util.List;
import org.keyferry.protocol.bundle.Bundle;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.bundle.StatementWriter;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.Thumbprint;

/// What is right.
record ArrivalVectors(VectorWorkshop shop, VectorFiles vectors) {

  void make() {
    whatArrives();
  }

  private void whatArrives() {
    for (var type : List.of("ec-p256", "ec-p384", "rsa-2048", "rsa-3072", "rsa-4096")) {
      var key = shop.keys().pair("leaf-" + type).getPrivate();
      arrives("bundle-" + type, "an " + type + " key, as SoftHSM seals it", shop.bundle(type), key);
    }
    var p256 = shop.leaf("ec-p256").getPrivate();
    arrives(
        "bundle-without-padding",
        "no zero octets behind the PKCS#8",
        shop.bundle("ec-p256", sealer("plain").seal(p256, shop.recipient())),
        p256);
    arrives(
        "bundle-seven-zero-octets",
        "seven zero octets behind the PKCS#8, the most there may be",
        shop.bundle(
            "ec-p256", sealer("seven").seal(padded(p256.getEncoded(), 7), shop.recipient())),
        p256);
    arrives(
        "bundle-oaep-sha-256",
        "RSA-OAEP-256: SHA-256 for the digest and for MGF1",
        shop.bundle(
            "ec-p256",
            SoftwareSealer.using(KeyTransport.RSA_OAEP_256, chance("oaep-256"))
                .sealAsSoftHsm(p256, shop.recipient())),
        p256);
    var withPublicKey = pkcs8WithPublicKey(shop.leaf("ec-p256"), shop.leaf("ec-p256"));
    arrives(
        "bundle-with-public-key",
        "the PKCS#8 carries the public key too, as NSS softokn makes it",
        shop.bundle("ec-p256", sealer("nss").seal(withPublicKey, shop.recipient())),
        withPublicKey);
    var bundle = shop.bundle("ec-p256");
    arrives(
        "bundle-leaf-only",
        "a chain of one",
        withChain(bundle, new CertificateChain(List.of(bundle.chain().leaf()))),
        p256);
    arrives("bundle-just-fresh", "fresh until this very second", until(bundle, NOW), p256);
    arrives(
        "bundle-just-not-in-the-future",
        "issued five minutes from now",
        issued(bundle, NOW.plus(Duration.ofMinutes(5))),
        p256);
    vectors.put(
        "bundle-second-signer",
        shop.goodBundle("signed by the next signing key, before the first is given up")
            .with("opens-to", Thumbprint.of(p256.getEncoded()).value()),
        new StatementWriter(new DeterministicSigner(shop.keys().pair("signer-2"))).write(bundle));

    vectors.put("manifest", goodManifest("two certificates"), shop.sign(shop.manifest()));
    vectors.put("manifest-empty", goodManifest("nothing to hold"), shop.sign(manifestOf()));
    vectors.put(
        "manifest-just-fresh",
        goodManifest("fresh until this very second"),
        shop.sign(shop.manifest(NOW.minusSeconds(60), NOW)));
    var entry = shop.manifest().entries().getFirst();
    vectors.put(
        "manifest-nothing-new",
        goodManifest("the version that the host holds")
            .held(entry, "1.42", entry.bundle())
            .seen(7, "audit record of 7 entries"),
        shop.sign(shop.manifest()));
    vectors.put(
        "manifest-gap",
        goodManifest("10,000 versions further, the most there may be")
            .held(entry, "1.42", entry.bundle()),
        shop.sign(manifestOf(entryOf(new Version(1, 10_042)))));
    vectors.put(
        "manifest-new-epoch",
        goodManifest("a new epoch counts anew from 1").held(entry, "1.999999", entry.bundle()),
        shop.sign(manifestOf(entryOf(new Version(2, 1)))));
    vectors.put(
        "manifest-hundred-epochs",
        goodManifest("100 epochs further, the most there may be")
            .held(entry, "1.42", entry.bundle()),
        shop.sign(manifestOf(entryOf(new Version(101, 10_000)))));
    vectors.put(
        "manifest-audit-grew",
        goodManifest("more audit entries than before").seen(6, "any other head"),
        shop.sign(shop.manifest()));
  }

  private void arrives(String name, String comment, Bundle bundle, PrivateKey key) {
    arrives(name, comment, bundle, key.getEncoded());
  }

  private void arrives(String name, String comment, Bundle bundle, byte[] pkcs8) {
    vectors.put(
        name,
        shop.goodBundle(comment).with("opens-to", Thumbprint.of(pkcs8).value()),
        shop.sign(bundle));
  }
}
