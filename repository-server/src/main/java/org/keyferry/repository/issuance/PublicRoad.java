package org.keyferry.repository.issuance;

/// The road on which CAs come to the answers of http-01 and tls-alpn-01: the name, its addresses,
/// and what listens there.
public interface PublicRoad {

  /// Whether it leads to the answer. Blocks for at most a few timeouts.
  Outlook leadsTo(ChallengeAnswer answer);
}
