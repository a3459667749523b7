package org.keyferry.repository.delivery.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.audit.Caller;
import org.keyferry.repository.delivery.BundleDesk;
import org.keyferry.repository.delivery.SealedBundle;

/// Bundles, for the agents that they are sealed to.
///
/// There is one answer to all that an agent may not have, to the octet: whether a bundle is another
/// agent's, was granted once, or never was, is not for it to learn.
@Path("/v1/bundles")
@RolesAllowed("agent")
@RunOnVirtualThread
class BundleResource {

  private static final Logger LOG = Logger.getLogger(BundleResource.class);
  private static final String NOT_HERE = "there is no such bundle, or not for this agent";

  private final BundleDesk desk;
  private final Caller caller;

  BundleResource(BundleDesk desk, Caller caller) {
    this.desk = desk;
    this.caller = caller;
  }

  @GET
  @Path("/{certificate}/{version}")
  public RestResponse<String> fetch(String certificate, String version) {
    var agent = caller.actor().asAgent().orElseThrow();
    var bundle =
        idIn(certificate)
            .flatMap(id -> versionIn(version).flatMap(number -> released(agent, id, number)))
            .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, NOT_HERE));
    return ResponseBuilder.ok(bundle.statement(), JoseMediaType.JOSE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  /// Fails closed: whatever kept the release from being recorded, no octet leaves.
  private Optional<SealedBundle> released(
      AgentId agent, CertificateId certificate, Version version) {
    try {
      return desk.release(agent, certificate, version);
    } catch (ProblemException refusal) {
      throw refusal;
    } catch (Exception unrecorded) { // a commit that fails throws what nothing declares
      LOG.errorf(unrecorded, "release not recorded, nothing released agent=%s", agent);
      throw new ProblemException(
          ProblemType.DATABASE_UNAVAILABLE,
          "the release could not be recorded, so nothing was released: try again later");
    }
  }

  private static Optional<CertificateId> idIn(String path) {
    try {
      return Optional.of(CertificateId.parse(path));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static Optional<Version> versionIn(String path) {
    try {
      return Optional.of(Version.parse(path));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
