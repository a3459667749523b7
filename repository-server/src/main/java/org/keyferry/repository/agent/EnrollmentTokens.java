package org.keyferry.repository.agent;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.Thumbprint;

/// The enrollment tokens, used and expired ones included.
public interface EnrollmentTokens {

  Optional<StoredEnrollmentToken> withSecret(Thumbprint secret);

  Optional<StoredEnrollmentToken> find(UUID id);

  /// In the order in which they were made.
  List<StoredEnrollmentToken> page(Optional<UUID> after, int limit);

  /// Those that nobody has used, and that expire after that moment; without those of an agent that
  /// has enrolled again by another since they were made.
  List<StoredEnrollmentToken> unusedSince(Instant moment);

  void add(StoredEnrollmentToken token);

  /// Takes the token for this key, before anybody else can: others wait for the end of the
  /// transaction and then find it taken.
  ///
  /// @return false if it is taken or has expired; then nothing is written
  boolean claim(UUID id, Thumbprint identityKey, Instant now);

  /// Writes down what came of a claim, in its transaction.
  void settle(UUID id, StoredEnrollmentToken.Use use);

  /// @return false if there is none, or it was used
  boolean withdraw(UUID id);

  /// Withdraws what was not used of the tokens with which this agent enrolls again.
  ///
  /// @return which they were
  List<UUID> withdrawAllFor(AgentId agent);
}
