package org.keyferry.repository.agent.rest;

import io.quarkus.security.credential.CertificateCredential;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.keyferry.protocol.agent.Identity;
import org.keyferry.protocol.agent.IdentityRequest;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.repository.agent.AgentGate;
import org.keyferry.repository.agent.EnrollmentDesk;
import org.keyferry.repository.agent.GenerationDesk;
import org.keyferry.repository.agent.IdentityKey;
import org.keyferry.repository.custody.RepositoryIdentities;

/// For agents whose identity grows old.
@Path("/v1/identity")
class IdentityResource {

  private final EnrollmentDesk desk;
  private final RepositoryTrust trust;
  private final AgentGate gate;
  private final GenerationDesk generations;
  private final SecurityIdentity caller;

  IdentityResource(
      EnrollmentDesk desk,
      RepositoryTrust trust,
      AgentGate gate,
      GenerationDesk generations,
      SecurityIdentity caller) {
    this.desk = desk;
    this.trust = trust;
    this.gate = gate;
    this.generations = generations;
    this.caller = caller;
  }

  @POST
  @RolesAllowed("agent")
  @RunOnVirtualThread
  public Identity renew(IdentityRequest request) {
    var present = caller.getCredential(CertificateCredential.class).getCertificate();
    var key =
        Members.parse(
            "identityRequest",
            request.identityRequest(),
            text -> IdentityKey.provenBy(Bytes.ofBase64Url(text)));
    var agent = gate.admitWaiting(present); // it was admitted when the request came
    var refusal =
        generations.refusalOfRenewal(
            agent.id(), RepositoryIdentities.thumbprintOf(present), request.generation());
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    return new Identity(desk.renew(agent, present, key), trust.root(), trust.signingKeys());
  }
}
