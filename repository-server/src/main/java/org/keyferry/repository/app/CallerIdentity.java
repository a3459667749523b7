package org.keyferry.repository.app;

import io.quarkus.security.credential.CertificateCredential;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.agent.Agent;
import org.keyferry.repository.agent.AgentGate;
import org.keyferry.repository.agent.rest.Connections;
import org.keyferry.repository.approval.Officer;
import org.keyferry.repository.approval.OfficerGate;
import org.keyferry.repository.custody.RepositoryIdentities;

/// Turns the certificate of a connection into an agent or an officer, for each request anew: what
/// was good when the connection began may have been revoked since.
///
/// The role comes from the CA whose key signed the certificate, not from any name in it. A
/// certificate that is good no longer leaves the caller without a role, and with the refusal that
/// [ProblemMapper] gives when a role is asked for.
@ApplicationScoped
class CallerIdentity implements SecurityIdentityAugmentor {

  private static final Logger LOG = Logger.getLogger(CallerIdentity.class);
  private static final String REFUSAL = "keyferry.refusal";

  private final AgentGate agents;
  private final OfficerGate officers;
  private final RepositoryIdentities identities;

  CallerIdentity(AgentGate agents, OfficerGate officers, RepositoryIdentities identities) {
    this.agents = agents;
    this.officers = officers;
    this.identities = identities;
  }

  /// Why the caller's certificate was not accepted.
  static Optional<ProblemException> refusal(SecurityIdentity identity) {
    return Optional.ofNullable(identity.getAttribute(REFUSAL));
  }

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    throw new IllegalStateException("a caller comes over a connection");
  }

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity,
      AuthenticationRequestContext context,
      Map<String, Object> attributes) {
    var credential = identity.getCredential(CertificateCredential.class);
    if (credential == null) {
      return Uni.createFrom().item(identity);
    }
    try {
      var fromMemory = fromMemory(identity, credential.getCertificate());
      return fromMemory.isPresent()
          ? Uni.createFrom().item(fromMemory.get())
          : context.runBlocking(
              () -> admitted(identity, credential.getCertificate(), connected(attributes)));
    } catch (ProblemException refusal) {
      return Uni.createFrom().item(refused(identity, refusal));
    }
  }

  private Optional<SecurityIdentity> fromMemory(
      SecurityIdentity identity, X509Certificate certificate) {
    return agents
        .admitFromMemory(certificate)
        .map(agent -> as(identity, agent))
        .or(() -> officers.admitFromMemory(certificate).map(officer -> as(identity, officer)));
  }

  /// When the connection of the request was made.
  private static Instant connected(Map<String, Object> attributes) {
    var exchange = HttpSecurityUtils.getRoutingContextAttribute(attributes);
    return Connections.madeAt(exchange.request().sslSession());
  }

  private SecurityIdentity admitted(
      SecurityIdentity identity, X509Certificate certificate, Instant connected) {
    try {
      if (identities.agents().issued(certificate)) {
        return as(identity, agents.admit(certificate, connected));
      }
      if (identities.officers().issued(certificate)) {
        return as(identity, officers.admit(certificate));
      }
      throw new ProblemException(
          ProblemType.IDENTITY_REQUIRED, "the certificate was not issued by this repository");
    } catch (ProblemException refusal) {
      return refused(identity, refusal);
    } catch (RuntimeException fault) {
      LOG.warnf("caller not looked up: %s", fault); // all callers ask: no stack for each
      return refused(
          identity,
          new ProblemException(
              ProblemType.DATABASE_UNAVAILABLE, "the database does not answer; try again later"));
    }
  }

  private static SecurityIdentity as(SecurityIdentity identity, Agent agent) {
    return as(identity, agent.id().toString(), Role.AGENT);
  }

  private static SecurityIdentity as(SecurityIdentity identity, Officer officer) {
    return as(identity, officer.name().value(), Role.OFFICER);
  }

  private static SecurityIdentity as(SecurityIdentity identity, String name, Role role) {
    return QuarkusSecurityIdentity.builder(identity)
        .setPrincipal(new QuarkusPrincipal(name))
        .addRole(role.label())
        .build();
  }

  private static SecurityIdentity refused(SecurityIdentity identity, ProblemException refusal) {
    return QuarkusSecurityIdentity.builder(identity).addAttribute(REFUSAL, refusal).build();
  }
}
