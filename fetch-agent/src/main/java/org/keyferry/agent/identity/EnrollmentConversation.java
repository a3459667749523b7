package org.keyferry.agent.identity;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.keyferry.agent.connection.ConversationFailed;
import org.keyferry.agent.connection.Json;
import org.keyferry.agent.connection.RepositoryConnection;
import org.keyferry.protocol.agent.Enrollment;
import org.keyferry.protocol.agent.EnrollmentRequest;
import org.keyferry.protocol.agent.EnrollmentToken;
import org.keyferry.protocol.agent.SealingKeyProof;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.Thumbprint;

/// Makes this host an agent.
///
/// Can be repeated after a crash or a lost answer: it asks again with the same keys, and the
/// repository gives the same answer.
public final class EnrollmentConversation {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final IdentityStore store;

  public EnrollmentConversation(IdentityStore store) {
    this.store = store;
  }

  /// @param connection as a stranger, to the repository that the token pins
  public AgentIdentity enroll(RepositoryConnection connection, EnrollmentToken token)
      throws ConversationFailed, IOException, InterruptedException {
    var candidate = store.candidateForEnrollment();
    var reply = connection.post("/v1/enrollments", requestFor(candidate, token), TIMEOUT);
    Enrollment enrollment;
    try {
      enrollment = Json.read(reply.body(), Enrollment.class);
      requireRootOf(token, enrollment);
    } catch (IOException | IllegalArgumentException | GeneralSecurityException malformed) {
      throw new ConversationFailed.Unintelligible(
          "the answer to the enrollment is not what the protocol says: " + malformed.getMessage());
    }
    store.adopt(
        candidate,
        new IdentityDocument(
            enrollment.repository(),
            enrollment.agent(),
            enrollment.name(),
            enrollment.identity(),
            enrollment.root(),
            enrollment.signingKeys()));
    return store.current().orElseThrow(NotEnrolled::new);
  }

  private static EnrollmentRequest requestFor(
      IdentityStore.Candidate candidate, EnrollmentToken token) {
    var identity = candidate.identityKey();
    var sealing = candidate.sealingKey();
    try {
      var proof =
          SealingKeyProof.sign(
              sealing::sign, token.secretThumbprint(), identity.getPublic(), sealing.publicKey());
      return new EnrollmentRequest(
          token.secretText(),
          HostKeys.requestFor(identity).toBase64Url(),
          Bytes.of(sealing.publicKey().getEncoded()).toBase64Url(),
          Bytes.of(proof).toBase64Url());
    } catch (GeneralSecurityException unusable) {
      throw new IllegalStateException("a sealing key signs", unusable);
    }
  }

  private static void requireRootOf(EnrollmentToken token, Enrollment enrollment)
      throws GeneralSecurityException {
    var root = CertificateChain.ofPem(enrollment.root()).leaf();
    if (!Thumbprint.of(root.getEncoded()).equals(token.root())) {
      throw new GeneralSecurityException("its root is not the one that the token names");
    }
  }
}
