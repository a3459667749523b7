package org.keyferry.agent.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.SoftwareSigner;

/// A process that renews the identity in a state directory, without a repository: it grants itself
/// what it asks for. It is there to be killed.
final class RotateOnce {

  private RotateOnce() {}

  public static void main(String[] arguments) throws IOException {
    renew(Path.of(arguments[0]));
  }

  static void renew(Path state) throws IOException {
    var store = new IdentityStore(state);
    adopt(state, store, store.candidateForRenewal(new HostKeys(new SecureRandom())));
  }

  static void enroll(Path state) throws IOException {
    var store = new IdentityStore(state);
    adopt(state, store, store.candidateForEnrollment(new HostKeys(new SecureRandom())));
  }

  private static void adopt(Path state, IdentityStore store, IdentityStore.Candidate candidate)
      throws IOException {
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
