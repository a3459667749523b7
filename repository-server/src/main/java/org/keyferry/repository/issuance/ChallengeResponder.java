package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;

/// Puts the answers to challenges where CAs look for them, and takes them away again.
///
/// For http-01 and tls-alpn-01 that is the database, from which every replica answers; for dns-01
/// the name server. For dns-persist-01 there is nothing to put: somebody else has put it.
@ApplicationScoped
public class ChallengeResponder {

  private final ChallengeAnswers answers;
  private final NameServer nameServer;

  public ChallengeResponder(ChallengeAnswers answers, NameServer nameServer) {
    this.answers = answers;
    this.nameServer = nameServer;
  }

  /// Idempotent. The answer is noted first: what is noted is taken away, whatever happens.
  public void put(ChallengeAnswer answer) {
    answers.add(answer);
    switch (answer.type()) {
      case HTTP_01, TLS_ALPN_01, DNS_PERSIST_01 -> {}
      case DNS_01 -> {
        if (!nameServer.shows(answer.dnsName(), answer.digest())) {
          nameServer.add(answer.dnsName(), answer.digest());
        }
      }
    }
  }

  /// Whether the CA was told of it.
  public boolean isAnnounced(ChallengeAnswer answer) {
    return answers.isAnnounced(answer.challenge());
  }

  public void announced(URI challenge) {
    answers.announced(challenge);
  }

  /// Takes away what is left of an order.
  public void clear(OrderId order) {
    for (var answer : answers.of(order)) {
      switch (answer.type()) {
        case HTTP_01, TLS_ALPN_01, DNS_PERSIST_01 -> {}
        case DNS_01 -> nameServer.remove(answer.dnsName(), answer.digest());
      }
      answers.remove(answer.challenge());
    }
  }
}
