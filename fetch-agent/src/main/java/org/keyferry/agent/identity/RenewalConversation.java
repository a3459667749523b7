package org.keyferry.agent.identity;

import java.io.IOException;
import java.time.Duration;
import org.keyferry.agent.connection.ConversationFailed;
import org.keyferry.agent.connection.Json;
import org.keyferry.agent.connection.RepositoryConnection;
import org.keyferry.protocol.agent.Identity;
import org.keyferry.protocol.agent.IdentityRequest;

/// Gets this host a new identity while the present one still works.
///
/// The new one is complete on the disk before it is in force; until then the old one is used, and a
/// crash leaves either.
public final class RenewalConversation {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final IdentityStore store;

  public RenewalConversation(IdentityStore store) {
    this.store = store;
  }

  /// @param connection authenticated by `present`
  /// @param generation of the newest report of this host
  public AgentIdentity renew(
      AgentIdentity present, RepositoryConnection connection, long generation)
      throws ConversationFailed, IOException, InterruptedException {
    var candidate = store.candidateForRenewal();
    var request =
        new IdentityRequest(HostKeys.requestFor(candidate.identityKey()).toBase64Url(), generation);
    var reply = connection.post("/v1/identity", request, TIMEOUT);
    Identity granted;
    try {
      granted = Json.read(reply.body(), Identity.class);
    } catch (IOException malformed) {
      throw new ConversationFailed.Unintelligible(
          "the renewed identity is not what the protocol says");
    }
    store.adopt(
        candidate,
        new IdentityDocument(
            present.repository().id().toString(),
            present.agent().toString(),
            present.name().toString(),
            granted.identity(),
            granted.root(),
            granted.signingKeys()));
    return store.current().orElseThrow(NotEnrolled::new);
  }
}
