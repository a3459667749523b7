package org.keyferry.agent.identity;

import java.io.IOException;
import java.security.SecureRandom;
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
  private final HostKeys keys;

  public RenewalConversation(IdentityStore store, SecureRandom random) {
    this.store = store;
    this.keys = new HostKeys(random);
  }

  /// @param connection authenticated by `present`
  public AgentIdentity renew(AgentIdentity present, RepositoryConnection connection)
      throws ConversationFailed, IOException, InterruptedException {
    var candidate = store.candidateForRenewal(keys);
    var request = new IdentityRequest(HostKeys.requestFor(candidate.identityKey()).toBase64Url());
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
