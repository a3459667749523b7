package org.keyferry.agent.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.bundle.RejectedStatement;
import org.keyferry.protocol.bundle.SealedKeyOpener;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.SoftwareSealer;
import org.keyferry.testkit.SoftwareSigner;

/// A process that renews the identity in a state directory, without a repository: it grants itself
/// what it asks for. It is there to be killed.
final class RotateOnce {

  private static final Pattern LABEL = Pattern.compile("keyferry-agent [0-9a-f]+ [0-9a-f]+");

  private final Path state;
  private final KeyHome home;

  RotateOnce(Path state, KeyHome home) {
    this.state = state;
    this.home = home;
  }

  /// `enroll`, `renew`, `check`, or `check renew check` in one word, `prove`, or `open`; the state
  /// directory, and for keys in a token its module, label and PIN file.
  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    var home =
        arguments.length == 2
            ? new KeyHome.InFiles()
            : new KeyHome.InToken(Path.of(arguments[2]), arguments[3], Path.of(arguments[4]));
    var rotation = new RotateOnce(Path.of(arguments[1]), home);
    switch (arguments[0]) {
      case "enroll" -> rotation.enroll();
      case "renew" -> rotation.renew();
      case "check" -> System.out.println(rotation.check());
      case "open" -> rotation.open();
      case "prove" -> {
        System.out.println(rotation.check());
        rotation.renew();
        System.out.println(rotation.check());
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  void renew() throws IOException {
    try (var store = store()) {
      store.tidy(); // as at each start
      adopt(store, store.candidateForRenewal());
    }
  }

  void enroll() throws IOException {
    try (var store = store()) {
      adopt(store, store.candidateForEnrollment());
    }
  }

  /// Opens what is sealed as a repository with SoftHSM seals it.
  ///
  /// @throws GeneralSecurityException also if something else comes out
  void open() throws IOException, GeneralSecurityException {
    try (var store = store()) {
      var sealing = store.current().orElseThrow().sealingKey();
      var leaf = FixtureCa.keyPair(KeyType.EC_P256);
      var sealed =
          SoftwareSealer.using(KeyTransport.RSA_OAEP)
              .sealAsSoftHsm(leaf.getPrivate(), sealing.publicKey());
      try (var opened = new SealedKeyOpener(sealing).open(sealed, leaf.getPublic())) {
        if (!opened.lendTo(key -> Arrays.equals(key, leaf.getPrivate().getEncoded()))) {
          throw new GeneralSecurityException("another key came out");
        }
      } catch (RejectedStatement rejected) {
        throw new GeneralSecurityException(rejected);
      }
    }
  }

  AgentIdentity current() throws IOException {
    try (var store = store()) {
      return store.current().orElseThrow();
    }
  }

  /// Uses both keys for what they are for.
  ///
  /// @return serial number of the certificate, and how many keys the token holds
  /// @throws GeneralSecurityException also if those are others than the files tell of
  String check() throws IOException, GeneralSecurityException {
    try (var store = store()) {
      store.tidy();
      var identity = store.current().orElseThrow();
      var signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(identity.key());
      signature.update((byte) 1);
      var signed = signature.sign();
      var verifier = Signature.getInstance("SHA256withECDSA"); // the other is the token's for good
      verifier.initVerify(identity.chain().leaf());
      verifier.update((byte) 1);
      if (!verifier.verify(signed)) {
        throw new GeneralSecurityException("the key is not that of the certificate");
      }
      identity.sealingKey().sign(new byte[] {1}); // it verifies that itself
      return identity.chain().leaf().getSerialNumber() + " " + keysInToken();
    }
  }

  private int keysInToken() throws IOException, GeneralSecurityException {
    if (!(home instanceof KeyHome.InToken token)) {
      return 0;
    }
    try (var session = TokenSession.open(token)) {
      var held = session.labelsBeginningWith("keyferry-agent ");
      var told = labelsInFiles();
      if (!held.equals(told)) {
        throw new GeneralSecurityException("the token holds " + held + ", files tell of " + told);
      }
      return held.size();
    }
  }

  private Set<String> labelsInFiles() throws IOException {
    var labels = new TreeSet<String>();
    try (var files = Files.walk(state.resolve("identity"))) {
      for (var file : files.filter(each -> isTold(each)).toList()) {
        var label = LABEL.matcher(Files.readString(file));
        while (label.find()) {
          labels.add(label.group());
        }
      }
    }
    return labels;
  }

  /// What is unfinished begins anew at the next renewal, with another key.
  private static boolean isTold(Path file) {
    return file.toString().endsWith("key.json") && !file.toString().contains("/.unfinished/");
  }

  private IdentityStore store() throws IOException {
    return IdentityStore.open(state, home, new SecureRandom());
  }

  private void adopt(IdentityStore store, IdentityStore.Candidate candidate) throws IOException {
    var ca = FixtureCa.at(Instant.now());
    var chain = ca.issue(candidate.identityKey().getPublic(), Duration.ofDays(7), "agent.test");
    var signer = state.resolve("signer");
    if (!Files.exists(signer)) {
      var key = SoftwareSigner.of(FixtureCa.keyPair(KeyType.EC_P256)).publicKey();
      Files.writeString(signer, Bytes.of(key.getEncoded()).toBase64Url());
    }
    store.adopt(
        candidate,
        new IdentityDocument(
            "0198a7c0-0000-7000-8000-000000000001",
            "0198a7c0-0000-7000-8000-000000002001",
            "web1",
            chain.toPem(),
            new CertificateChain(List.of(ca.root())).toPem(),
            List.of(Files.readString(signer))));
  }
}
