package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.protocol.bundle.KeySealer;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.bundle.SealedKeyOpener;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.HeapScanner;
import org.keyferry.testkit.HeapScanner.Hit;
import org.keyferry.testkit.HeapScanner.Secret;
import org.keyferry.testkit.installation.AgentApi;
import org.keyferry.testkit.installation.Installation;
import org.keyferry.testkit.installation.OfficerApi;

/// The promise of the house: keys are made, sealed and delivered, and at no time does the server
/// hold one. Its heap is dumped, garbage included, and searched for every private value of every
/// key that the agent can open.
///
/// Two controls must hit, or the search proves nothing: a number that the server was started with,
/// in the server's dump; and the keys themselves, in the dump of this JVM, which has opened them.
class TheServerNeverSeesAKeyJourney {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int KEYS_OF_EACH_TYPE = 20;
  private static final int IMPORTED_OF_EACH_TYPE = Integer.getInteger("keyferry.imported-keys", 5);

  @TempDir private Path directory;

  private final Secret control =
      new Secret("control", new BigInteger(255, new SecureRandom()).setBit(255));

  @Test
  void neitherWhileItIssuesNorWhenAllIsDelivered() throws Exception {
    try (var installation = Installation.prepared(UnaryOperator.identity(), Map.of())) {
      var server = installation.server();
      server.start("-Dkeyferry.control=" + control.value().toString(16));
      installation.introduceTheCa();
      var officer = server.officerApi();
      officer.addPolicy("rsa", "pebble", "rsa-2048");
      var root = server.directory().resolve("root.pem");
      var agent = AgentApi.enroll(server.uri(), root, officer.enrollmentToken("web1"));
      var names =
          IntStream.range(0, KEYS_OF_EACH_TYPE)
              .boxed()
              .flatMap(i -> Stream.of("ec-" + i, "rsa-" + i))
              .toList();
      for (var name : names) {
        officer.addCertificate(name, name + ".example.test", name.startsWith("ec") ? "web" : "rsa");
        officer.grant("web1", name);
      }

      names.subList(0, names.size() / 2).forEach(name -> officer.awaitVersions(name, 1));
      var whileItIssues = dumpOf(server.program().pid(), "issuing.hprof");
      names.forEach(name -> officer.awaitVersions(name, 1));
      var keys = openAll(agent, names.size());
      var whenAllIsDelivered = dumpOf(server.program().pid(), "delivered.hprof");

      var secrets = new ArrayList<Secret>();
      keys.forEach(key -> secrets.addAll(HeapScanner.secretsOf(key.name(), key.key())));
      assertThat(secrets).hasSize(KEYS_OF_EACH_TYPE * (1 + 6)); // d; d p q dp dq qinv
      var scanner = HeapScanner.forSecrets(secrets);

      assertThat(scanner.scan(whileItIssues)).isEmpty();
      assertThat(scanner.scan(whenAllIsDelivered)).isEmpty();

      assertThat(HeapScanner.forSecrets(List.of(control)).scan(whenAllIsDelivered)).isNotEmpty();
      var held = scanner.scan(dumpOfThisJvm());
      assertThat(held)
          .extracting(Hit::secret)
          .containsAll(secrets.stream().map(Secret::name).toList());
      assertThat(keys).hasSize(names.size()); // and so were alive to be found
      System.out.printf(
          Locale.ROOT,
          "keys=%d private values=%d patterns=%d octets=%d hits=0 hits of the control=%d%n",
          keys.size(),
          secrets.size(),
          scanner.patterns(),
          Files.size(whileItIssues) + Files.size(whenAllIsDelivered),
          held.size());
    }
  }

  @Test
  void norWhenKeysThatWereMadeElsewhereAreImported() throws Exception {
    try (var installation = Installation.prepared(UnaryOperator.identity(), Map.of())) {
      var server = installation.server();
      server.start("-Dkeyferry.control=" + control.value().toString(16));
      installation.introduceTheCa();
      var officer = server.officerApi();
      var agent =
          AgentApi.enroll(
              server.uri(),
              server.directory().resolve("root.pem"),
              officer.enrollmentToken("web1"));
      var ca = FixtureCa.at(InstantSource.system().instant());
      var brought = new ArrayList<KeyPair>();
      for (var type : List.of(KeyType.EC_P256, KeyType.RSA_2048)) {
        for (var number = 0; number < IMPORTED_OF_EACH_TYPE; number++) {
          var pair = FixtureCa.keyPair(type);
          var name = "imported-" + brought.size();
          bring(officer, name, pair, ca.issue(pair.getPublic(), name + ".example.test"));
          officer.grant("web1", name);
          brought.add(pair);
        }
      }

      var whenAllAreImported = dumpOf(server.program().pid(), "imported.hprof");
      var opened = openAll(agent, brought.size());
      var whenAllAreDelivered = dumpOf(server.program().pid(), "brought.hprof");

      var secrets = new ArrayList<Secret>();
      brought.forEach(pair ->
          secrets.addAll(HeapScanner.secretsOf("imported " + secrets.size(), pair.getPrivate())));
      var scanner = HeapScanner.forSecrets(secrets);
      assertThat(scanner.scan(whenAllAreImported)).isEmpty();
      assertThat(scanner.scan(whenAllAreDelivered)).isEmpty();

      assertThat(HeapScanner.forSecrets(List.of(control)).scan(whenAllAreDelivered)).isNotEmpty();
      var held = scanner.scan(dumpOfThisJvm());
      assertThat(held)
          .extracting(Hit::secret)
          .containsAll(secrets.stream().map(Secret::name).toList());
      assertThat(opened).hasSameSizeAs(brought); // and so were alive to be found
      System.out.printf(
          Locale.ROOT,
          "imported keys=%d private values=%d patterns=%d octets=%d hits=0 hits of the"
              + " control=%d%n",
          brought.size(),
          secrets.size(),
          scanner.patterns(),
          Files.size(whenAllAreImported) + Files.size(whenAllAreDelivered),
          held.size());
    }
  }

  /// As `keyferry import` does it.
  private static void bring(OfficerApi officer, String name, KeyPair pair, CertificateChain chain)
      throws Exception {
    var view = officer.get("/v1/transport-key");
    var recipient =
        (RSAPublicKey)
            KeyFactory.getInstance("RSA")
                .generatePublic(
                    new X509EncodedKeySpec(
                        Bytes.ofBase64Url(view.get("publicKey").asText()).toArray()));
    var transport = KeyTransport.ofJoseName(view.get("transport").asText());
    try (var pkcs8 = SecretBytes.takeOver(pair.getPrivate().getEncoded())) {
      var sealed = new KeySealer(transport, new SecureRandom()).seal(pkcs8, recipient);
      officer.post(
          "/v1/certificates/" + name + "/imports",
          Map.of(
              "policy",
              "web",
              "chain",
              chain.toPem(),
              "key",
              Map.of(
                  "transport",
                  transport.joseName(),
                  "encryptedKey",
                  sealed.encryptedKey().toBase64Url(),
                  "ciphertext",
                  sealed.ciphertext().toBase64Url())));
    }
  }

  /// Waits until the manifest names them all, and opens each.
  private List<Opened> openAll(AgentApi agent, int number) throws Exception {
    var manifest = agent.get("/v1/manifest");
    while (payloadOf(manifest.body()).get("entries").size() < number) {
      var tag = manifest.headers().firstValue("ETag").orElseThrow();
      manifest = agent.get("/v1/manifest", "If-None-Match", tag, "Prefer", "wait=30");
      assertThat(manifest.statusCode()).isEqualTo(200);
    }
    var opener = new SealedKeyOpener(agent.sealingKeys().getPrivate());
    var opened = new ArrayList<Opened>();
    for (var entry : payloadOf(manifest.body()).get("entries")) {
      var bundle =
          agent.get(
              "/v1/bundles/"
                  + entry.get("certificate").asText()
                  + "/"
                  + entry.get("version").asText());
      assertThat(bundle.statusCode()).isEqualTo(200);
      opened.add(open(opener, payloadOf(bundle.body())));
    }
    return opened;
  }

  private static Opened open(SealedKeyOpener opener, JsonNode bundle) throws Exception {
    var sealed = bundle.get("key");
    var key =
        new SealedKey(
            KeyTransport.ofJoseName(sealed.get("transport").asText()),
            Bytes.ofBase64Url(sealed.get("encryptedKey").asText()),
            Bytes.ofBase64Url(sealed.get("ciphertext").asText()));
    var chain =
        CertificateChain.ofDer(
            bundle
                .get("chain")
                .valueStream()
                .map(each -> Bytes.of(Base64.getDecoder().decode(each.asText())))
                .toList());
    var publicKey = chain.leaf().getPublicKey();
    try (var pkcs8 = opener.open(key, publicKey)) {
      return pkcs8.lendTo(octets ->
          new Opened(bundle.get("name").asText(), keyOf(publicKey.getAlgorithm(), octets)));
    }
  }

  private static PrivateKey keyOf(String algorithm, byte[] pkcs8) {
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("the opener has tried it", impossible);
    }
  }

  private static JsonNode payloadOf(String statement) throws IOException {
    return JSON.readTree(Base64.getUrlDecoder().decode(statement.split("\\.", -1)[1]));
  }

  /// Everything in the heap, also what nobody refers to any more.
  private Path dumpOf(long pid, String name) throws Exception {
    var dump = directory.resolve(name);
    var jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                String.format(Locale.ROOT, "%d", pid),
                "GC.heap_dump",
                "-all",
                dump.toString())
            .redirectErrorStream(true)
            .start();
    var output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(jcmd.waitFor(2, TimeUnit.MINUTES)).as(output).isTrue();
    assertThat(dump).as(output).isNotEmptyFile();
    return dump;
  }

  private Path dumpOfThisJvm() throws IOException {
    var dump = directory.resolve("control.hprof");
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpHeap(dump.toString(), true);
    return dump;
  }

  private record Opened(String name, PrivateKey key) {}
}
