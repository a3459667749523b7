package org.keyferry.repository.agent.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.keyferry.protocol.agent.Enrollment;
import org.keyferry.protocol.agent.EnrollmentRequest;
import org.keyferry.protocol.agent.EnrollmentToken;
import org.keyferry.protocol.bundle.RepositoryId;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.agent.EnrollmentDesk;
import org.keyferry.repository.agent.IdentityKey;
import org.keyferry.repository.agent.SealingKey;

/// For hosts that are no agents yet: the token is all they have.
@Path("/v1/enrollments")
class EnrollmentResource {

  private final EnrollmentDesk desk;
  private final RepositoryTrust trust;
  private final RepositoryId repository;

  EnrollmentResource(EnrollmentDesk desk, RepositoryTrust trust, RepositoryId repository) {
    this.desk = desk;
    this.trust = trust;
    this.repository = repository;
  }

  @POST
  @PermitAll
  @RunOnVirtualThread
  @ResponseStatus(201)
  public Enrollment enroll(EnrollmentRequest request) {
    var agent =
        desk.enroll(
            Members.parse("secret", request.secret(), EnrollmentResource::thumbprintOfSecret),
            Members.parse(
                "identityRequest",
                request.identityRequest(),
                text -> IdentityKey.provenBy(Bytes.ofBase64Url(text))),
            Members.parse(
                "sealingKey", request.sealingKey(), text -> SealingKey.of(Bytes.ofBase64Url(text))),
            Members.parse("sealingKeyProof", request.sealingKeyProof(), Bytes::ofBase64Url));
    return new Enrollment(
        repository.toString(),
        agent.id().toString(),
        agent.name().value(),
        agent.identity(),
        trust.root(),
        trust.signingKeys());
  }

  private static Thumbprint thumbprintOfSecret(String text) {
    var octets = Bytes.ofBase64Url(text);
    if (octets.length() != EnrollmentToken.SECRET_LENGTH) {
      throw new IllegalArgumentException("the secret of a token has 32 octets");
    }
    try (var secret = SecretBytes.takeOver(octets.toArray())) {
      return secret.lendTo(Thumbprint::of);
    }
  }
}
