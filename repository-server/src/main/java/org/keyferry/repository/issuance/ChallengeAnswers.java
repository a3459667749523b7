package org.keyferry.repository.issuance;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/// The answers that CAs may come for now. They are in the database, so each replica can give each
/// answer, and none is left behind by a crash.
public interface ChallengeAnswers {

  Optional<ChallengeAnswer> withToken(String token);

  List<ChallengeAnswer> of(OrderId order);

  /// Does nothing if the answer to this challenge is there.
  void add(ChallengeAnswer answer);

  /// Whether the CA was told that it may come for the answer.
  boolean isAnnounced(URI challenge);

  void announced(URI challenge);

  void remove(URI challenge);
}
