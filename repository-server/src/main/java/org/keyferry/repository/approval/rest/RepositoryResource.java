package org.keyferry.repository.approval.rest;

import io.quarkus.security.credential.CertificateCredential;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.keyferry.custody.KeyCustody;
import org.keyferry.protocol.bundle.RepositoryId;
import org.keyferry.protocol.officer.RepositoryView;
import org.keyferry.repository.approval.OfficerGate;

/// Who answers, for officers who want to be sure.
@Path("/v1/repository")
@RolesAllowed("officer")
class RepositoryResource {

  private final RepositoryId repository;
  private final KeyCustody custody;
  private final OfficerGate gate;
  private final SecurityIdentity caller;
  private final InstantSource clock;
  private final String release;
  private final String token;

  RepositoryResource(
      RepositoryId repository,
      KeyCustody custody,
      OfficerGate gate,
      SecurityIdentity caller,
      InstantSource clock,
      @ConfigProperty(name = "quarkus.application.version") String release,
      @ConfigProperty(name = "keyferry.token.label") String token) {
    this.repository = repository;
    this.custody = custody;
    this.gate = gate;
    this.caller = caller;
    this.clock = clock;
    this.release = release;
    this.token = token;
  }

  @GET
  @RunOnVirtualThread
  public RepositoryView show() {
    var officer = gate.admit(caller.getCredential(CertificateCredential.class).getCertificate());
    return new RepositoryView(
        repository.toString(),
        release,
        officer.name().value(),
        officer.expires(),
        token,
        custody.profile().library(),
        clock.instant().truncatedTo(ChronoUnit.SECONDS));
  }
}
