package org.keyferry.officer.existing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.pkcs.jcajce.JcaPKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;

/// Writes what the programs that manage certificates leave on a disk, with keys that are made for
/// one test.
final class Corpus {

  private final Path folder;
  private final FixtureCa ca;

  Corpus(Path folder, FixtureCa ca) {
    this.folder = folder;
    this.ca = ca;
  }

  /// `/etc/letsencrypt`: `live` links into `archive`, which has the version before, too.
  Site certbot(String name, KeyType type) throws Exception {
    var before = site(type, name);
    var site = site(type, name, "www." + name);
    var archive = Files.createDirectories(folder.resolve("letsencrypt/archive").resolve(name));
    var live = Files.createDirectories(folder.resolve("letsencrypt/live").resolve(name));
    Files.createDirectories(folder.resolve("letsencrypt/accounts/acme.example/directory/1"));
    write(folder.resolve("letsencrypt/keys/0001_key-certbot.pem"), pkcs8(before.key()));
    for (var version : List.of(before, site)) {
      var number = version.equals(before) ? "1" : "2";
      write(archive.resolve("privkey" + number + ".pem"), pkcs8(version.key()));
      write(archive.resolve("cert" + number + ".pem"), pem(version.chain().leaf()));
      write(archive.resolve("chain" + number + ".pem"), pem(issuerOf(version)));
      write(archive.resolve("fullchain" + number + ".pem"), version.chain().toPem());
    }
    for (var part : List.of("privkey", "cert", "chain", "fullchain")) {
      Files.createSymbolicLink(
          live.resolve(part + ".pem"),
          Path.of("../../archive").resolve(name).resolve(part + "2.pem"));
    }
    Files.writeString(live.resolve("README"), "This directory contains your keys\n");
    return site;
  }

  /// `~/.acme.sh`: a folder for each name, that of EC keys with `_ecc` behind it.
  Site acmeSh(String name, KeyType type) throws Exception {
    var site = site(type, name);
    var home = folder.resolve(".acme.sh");
    var of = home.resolve(type.algorithm().equals("EC") ? name + "_ecc" : name);
    write(
        home.resolve("ca/acme.example/directory/account.key"), traditional(site(type, "x").key()));
    write(of.resolve(name + ".key"), traditional(site.key()));
    write(of.resolve(name + ".cer"), pem(site.chain().leaf()));
    write(of.resolve("ca.cer"), pem(issuerOf(site)));
    write(of.resolve("fullchain.cer"), site.chain().toPem());
    write(of.resolve(name + ".conf"), "Le_Domain='" + name + "'\n");
    write(of.resolve(name + ".csr"), "-----BEGIN CERTIFICATE REQUEST-----\nAA==\n");
    return site;
  }

  /// `.lego`: one folder, files named after the domain; `_` for the asterisk.
  Site lego(String file, String name, KeyType type) throws Exception {
    var site = site(type, name);
    var of = folder.resolve(".lego/certificates");
    write(of.resolve(file + ".key"), traditional(site.key()));
    write(of.resolve(file + ".crt"), site.chain().toPem());
    write(of.resolve(file + ".issuer.crt"), pem(issuerOf(site)));
    write(of.resolve(file + ".json"), "{\"domain\":\"" + name + "\"}\n");
    write(
        folder.resolve(".lego/accounts/acme.example/a@b.example/keys/a@b.example.key"),
        traditional(site(KeyType.EC_P256, "x").key()));
    return site;
  }

  /// The ZIP that Cert Warden's console gives for a certificate.
  Site certWardenArchive(String name, KeyType type) throws Exception {
    var site = site(type, name + ".example.test");
    try (var zip = new ZipOutputStream(Files.newOutputStream(folder.resolve(name + ".zip")))) {
      entry(zip, name + ".key.pem", pkcs8(site.key()));
      entry(zip, name + ".cert.pem", site.chain().toPem());
    }
    return site;
  }

  /// What its API gives: key and chain in one file.
  Site certWardenFile(String name, KeyType type) throws Exception {
    var site = site(type, name + ".example.test");
    write(
        folder.resolve("certwarden").resolve(name + ".certchainkey.pem"),
        pkcs8(site.key()) + "\n" + site.chain().toPem());
    return site;
  }

  /// What its client writes.
  Site certWardenClient(String name, KeyType type) throws Exception {
    var site = site(type, name);
    write(folder.resolve("certwarden-client/key.pem"), pkcs8(site.key()));
    write(folder.resolve("certwarden-client/certchain.pem"), site.chain().toPem());
    return site;
  }

  Site pkcs12(String file, String password, KeyType type, String... names) throws Exception {
    var site = site(type, names);
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "any",
        site.key(),
        password.toCharArray(),
        site.chain().certificates().toArray(Certificate[]::new));
    try (var out = Files.newOutputStream(Files.createDirectories(folder).resolve(file))) {
      store.store(out, password.toCharArray());
    }
    return site;
  }

  /// A pair whose key is in the text given.
  void pair(String file, String key, CertificateChain chain) throws IOException {
    write(folder.resolve(file + ".key"), key);
    write(folder.resolve(file + ".crt"), chain.toPem());
  }

  Site site(KeyType type, String... names) {
    var pair = FixtureCa.keyPair(type);
    return site(pair, names);
  }

  Site site(KeyPair pair, String... names) {
    return new Site(pair.getPrivate(), ca.issue(pair.getPublic(), names));
  }

  static String pkcs8(PrivateKey key) {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  /// PKCS#1 or SEC 1, as the OpenSSL of old wrote it.
  static String traditional(PrivateKey key) throws IOException {
    var info = PrivateKeyInfo.getInstance(key.getEncoded());
    if (key.getAlgorithm().equals("RSA")) {
      return pem("RSA PRIVATE KEY", info.parsePrivateKey().toASN1Primitive().getEncoded());
    }
    var bare = ECPrivateKey.getInstance(info.parsePrivateKey());
    var curve = info.getPrivateKeyAlgorithm().getParameters();
    var bits =
        ECNamedCurveTable.getByOID(ASN1ObjectIdentifier.getInstance(curve)).getN().bitLength();
    return pem("EC PARAMETERS", curve.toASN1Primitive().getEncoded())
        + pem("EC PRIVATE KEY", new ECPrivateKey(bits, bare.getKey(), curve).getEncoded());
  }

  static String encrypted(PrivateKey key, String password) throws Exception {
    var encryptor =
        new JcePKCSPBEOutputEncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
            .setPRF(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE))
            .setProvider(new BouncyCastleProvider())
            .build(password.toCharArray());
    var info = new JcaPKCS8EncryptedPrivateKeyInfoBuilder(key).build(encryptor);
    return pem("ENCRYPTED PRIVATE KEY", info.getEncoded());
  }

  static String pem(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  private static String pem(X509Certificate certificate) {
    return new CertificateChain(List.of(certificate)).toPem();
  }

  private static X509Certificate issuerOf(Site site) {
    return site.chain().certificates().getLast();
  }

  private static void entry(ZipOutputStream zip, String name, String content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content.getBytes(StandardCharsets.US_ASCII));
    zip.closeEntry();
  }

  static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  /// @param key of the site
  record Site(PrivateKey key, CertificateChain chain) {}
}
