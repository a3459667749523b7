package org.keyferry.repository.issuance;

import java.time.Duration;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.certificate.Limit;

/// Buckets of tokens that all replicas share. A bucket is full when it is first looked at, and when
/// its limit changes. Not to be called in a transaction: each call is one of its own.
public interface TokenBuckets {

  /// How many tokens there are; less than none if some were taken by force.
  long available(Bucket bucket);

  /// How long until there is a token; zero if there is one.
  Duration untilToken(Bucket bucket);

  /// Takes a token if there is one.
  ///
  /// @return zero if one was taken; else how long until there is one
  Duration take(Bucket bucket);

  /// Takes a token, also if there is none.
  void force(Bucket bucket);

  /// Puts one back; a full bucket stays full.
  void giveBack(Bucket bucket);

  /// @param ca whose limit it is
  /// @param limit of the bucket
  /// @param subject what is counted: an account, a domain, a set of names, a name
  record Bucket(DisplayName ca, Limit limit, String subject) {

    /// Tells buckets apart: `le/new-orders/300/PT3H/`.
    public String key() {
      return String.join(
          "/",
          ca.value(),
          limit.kind().toString(),
          Integer.toString(limit.amount()),
          limit.period(),
          subject);
    }
  }
}
