package org.keyferry.testkit;

import static org.keyferry.protocol.bundle.RejectedStatement.Reason.KEY_MISMATCH;
import static org.keyferry.protocol.bundle.RejectedStatement.Reason.NOT_OPENABLE;
import static org.keyferry.testkit.VectorText.concatenate;
import static org.keyferry.testkit.VectorText.flipped;
import static org.keyferry.testkit.VectorText.longLength;
import static org.keyferry.testkit.VectorText.padded;
import static org.keyferry.testkit.VectorText.pem;
import static org.keyferry.testkit.VectorText.sec1;
import static org.keyferry.testkit.VectorText.sequence;
import static org.keyferry.testkit.VectorText.trailingInside;
import static org.keyferry.testkit.VectorWorkshop.chance;
import static org.keyferry.testkit.VectorWorkshop.sealer;
import static org.keyferry.testkit.VectorWorkshop.withChain;

import java.security.KeyPair;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.bundle.RejectedStatement.Reason;
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.pki.CertificateChain;

/// Rules 14 and 20 to 23: the sealed key.
record KeyVectors(VectorWorkshop shop, VectorFiles vectors) {

  void make() {
    keysThatDoNotFit();
    keysThatDoNotOpen();
  }

  private void keysThatDoNotFit() {
    var bundle = shop.bundle("ec-p256");
    vectors.put(
        "key-claim-of-another",
        shop.bundleDraft(KEY_MISMATCH, "subjectPublicKey is not the leaf's"),
        shop.resigned(
            bundle,
            bundle.subjectPublicKey().value(),
            shop.keys().chain("leaf-ec-p384").subjectPublicKey().value()));
    vectors.put(
        "key-chain-of-another",
        shop.bundleDraft(KEY_MISMATCH, "key and claim of one version, chain of another"),
        shop.sign(withChain(bundle, shop.keys().chain("leaf-rsa-2048"))));
    vectors.put(
        "key-issuer-first",
        shop.bundleDraft(KEY_MISMATCH, "the chain does not begin with the leaf"),
        shop.sign(
            withChain(bundle, new CertificateChain(bundle.chain().certificates().reversed()))));
    sealed(
        "key-other-ec",
        KEY_MISMATCH,
        "another EC key",
        "ec-p256",
        shop.keys().pair("other-leaf-ec-p256"));
    sealed(
        "key-other-curve", KEY_MISMATCH, "a key on another curve", "ec-p256", shop.leaf("ec-p384"));
    sealed(
        "key-other-rsa",
        KEY_MISMATCH,
        "another RSA key",
        "rsa-2048",
        shop.keys().pair("other-leaf-rsa-2048"));
  }

  private void sealed(String name, Reason reason, String comment, String type, KeyPair key) {
    vectors.put(
        name,
        shop.bundleDraft(reason, "sealed is " + comment),
        shop.sign(
            shop.bundle(type, sealer(name).sealAsSoftHsm(key.getPrivate(), shop.recipient()))));
  }

  private void keysThatDoNotOpen() {
    var key = shop.leaf("ec-p256").getPrivate();
    var pkcs8 = key.getEncoded();
    unopenable(
        "other-recipient",
        "sealed to another agent's sealing key",
        sealer("other").sealAsSoftHsm(key, shop.keys().pair("sealing-2").getPublic()));
    var sealed = sealer("any").sealAsSoftHsm(key, shop.recipient());
    unopenable(
        "hash-too-long",
        "RSA-OAEP-256 is said, RSA-OAEP was done",
        new SealedKey(KeyTransport.RSA_OAEP_256, sealed.encryptedKey(), sealed.ciphertext()));
    var with256 =
        SoftwareSealer.using(KeyTransport.RSA_OAEP_256, chance("hash"))
            .sealAsSoftHsm(key, shop.recipient());
    unopenable(
        "hash-too-short",
        "RSA-OAEP is said, RSA-OAEP-256 was done",
        new SealedKey(KeyTransport.RSA_OAEP, with256.encryptedKey(), with256.ciphertext()));
    encryptedWith(
        "mask-hash",
        "SHA-256 with MGF1 over SHA-1: JCA's OAEPWithSHA-256AndMGF1Padding",
        SoftwareSealer.oaep("SHA-256", "SHA-1"));
    encryptedWith(
        "label",
        "OAEP with a label",
        new OAEPParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, new PSource.PSpecified(new byte[] {1})));
    unopenable(
        "aes-128", "an AES-128 key", sealer("128").seal(pkcs8, new byte[16], shop.recipient()));
    unopenable(
        "aes-192", "an AES-192 key", sealer("192").seal(pkcs8, new byte[24], shop.recipient()));
    unopenable(
        "encrypted-key-altered",
        "one bit of the encrypted key altered",
        new SealedKey(sealed.transport(), flipped(sealed.encryptedKey()), sealed.ciphertext()));
    unopenable(
        "ciphertext-altered",
        "one bit of the ciphertext altered",
        new SealedKey(sealed.transport(), sealed.encryptedKey(), flipped(sealed.ciphertext())));
    unopenable(
        "ciphertext-of-another",
        "encrypted key and ciphertext of two sealings",
        new SealedKey(
            sealed.transport(),
            sealed.encryptedKey(),
            sealer("another").sealAsSoftHsm(key, shop.recipient()).ciphertext()));
    content("eight-zero-octets", "eight zero octets behind the PKCS#8", padded(pkcs8, 8));
    content(
        "padding-not-zero",
        "an octet behind the PKCS#8 is not zero",
        concatenate(pkcs8, new byte[] {0, 1}));
    content("cut-off", "the PKCS#8 is cut off", Arrays.copyOf(pkcs8, pkcs8.length - 1));
    content("garbage", "no DER at all", new byte[64]);
    content("garbage-in-sequence", "a SEQUENCE with nothing we know in it", sequence(new byte[64]));
    content(
        "indefinite-length",
        "BER with indefinite length",
        concatenate(new byte[] {0x30, (byte) 0x80}, pkcs8, new byte[2]));
    content(
        "length-not-shortest", "a DER length that is not in its shortest form", longLength(pkcs8));
    content("sec1", "an EC key without PKCS#8 around it", sec1(pkcs8));
    content("text", "PEM instead of DER", pem(pkcs8));
    content(
        "leaf-type",
        "an RSA key under an EC leaf",
        shop.leaf("rsa-2048").getPrivate().getEncoded());
    content(
        "pkcs8-trailing",
        "an octet inside the SEQUENCE behind the last member",
        trailingInside(pkcs8));
  }

  private void unopenable(String name, String comment, SealedKey sealed) {
    vectors.put(
        "open-" + name,
        shop.bundleDraft(NOT_OPENABLE, comment),
        shop.sign(shop.bundle("ec-p256", sealed)));
  }

  private void content(String name, String comment, byte[] content) {
    unopenable(name, comment, sealer(name).seal(content, shop.recipient()));
  }

  private void encryptedWith(String name, String comment, OAEPParameterSpec parameters) {
    var aesKey = new byte[32];
    var pkcs8 = shop.leaf("ec-p256").getPrivate().getEncoded();
    unopenable(
        name,
        comment,
        new SealedKey(
            KeyTransport.RSA_OAEP_256,
            sealer(name).encrypt(aesKey, shop.recipient(), parameters),
            SoftwareSealer.wrap(pkcs8, aesKey)));
  }
}
