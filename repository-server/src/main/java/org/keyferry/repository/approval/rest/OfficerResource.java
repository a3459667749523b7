package org.keyferry.repository.approval.rest;

import io.quarkus.security.credential.CertificateCredential;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.keyferry.protocol.officer.AddOfficer;
import org.keyferry.protocol.officer.OfficerCredential;
import org.keyferry.protocol.officer.OfficerView;
import org.keyferry.protocol.officer.Page;
import org.keyferry.protocol.officer.RenewOfficer;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.agent.IdentityKey;
import org.keyferry.repository.approval.Officer;
import org.keyferry.repository.approval.OfficerDesk;
import org.keyferry.repository.approval.OfficerGate;
import org.keyferry.repository.custody.IdentityAuthority;
import org.keyferry.repository.custody.RepositoryIdentities;

/// Officers, for officers.
@Path("/v1/officers")
@RolesAllowed("officer")
@RunOnVirtualThread
class OfficerResource {

  private final OfficerDesk desk;
  private final OfficerGate gate;
  private final RepositoryIdentities identities;
  private final SecurityIdentity caller;

  OfficerResource(
      OfficerDesk desk,
      OfficerGate gate,
      RepositoryIdentities identities,
      SecurityIdentity caller) {
    this.desk = desk;
    this.gate = gate;
    this.identities = identities;
    this.caller = caller;
  }

  /// All of them: there are few.
  @GET
  public Page<OfficerView> list() {
    return new Page<>(desk.all().stream().map(OfficerResource::viewOf).toList(), null);
  }

  @POST
  @ResponseStatus(201)
  public OfficerCredential add(AddOfficer request) {
    return credential(desk.add(nameIn(request.name()), keyIn(request.request())));
  }

  @POST
  @Path("/renewal")
  public OfficerCredential renew(RenewOfficer request) {
    var present = caller.getCredential(CertificateCredential.class).getCertificate();
    return credential(desk.renew(gate.admit(present), keyIn(request.request())));
  }

  @POST
  @Path("/{name}/revocation")
  public void revoke(String name) {
    try {
      desk.revoke(new DisplayName(name));
    } catch (IllegalArgumentException malformed) {
      throw new ProblemException(ProblemType.NOT_FOUND, "no such officer");
    }
  }

  private OfficerCredential credential(X509Certificate certificate) {
    return new OfficerCredential(
        IdentityAuthority.commonName(certificate),
        new CertificateChain(List.of(certificate, identities.officers().certificate())).toPem(),
        new CertificateChain(List.of(identities.root())).toPem(),
        certificate.getNotAfter().toInstant());
  }

  private static OfficerView viewOf(Officer officer) {
    return new OfficerView(
        officer.name().value(),
        officer.certificate().value(),
        officer.expires(),
        officer.state().toString());
  }

  private static DisplayName nameIn(String text) {
    try {
      return new DisplayName(text);
    } catch (IllegalArgumentException malformed) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED, "name", String.valueOf(malformed.getMessage()));
    }
  }

  private static IdentityKey keyIn(String request) {
    try {
      return IdentityKey.provenBy(Bytes.ofBase64Url(request));
    } catch (IllegalArgumentException malformed) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED, "request", String.valueOf(malformed.getMessage()));
    }
  }
}
