package org.keyferry.repository.issuance.web;

import jakarta.enterprise.context.ApplicationScoped;
import org.keyferry.repository.issuance.ChallengeAnswer;
import org.keyferry.repository.issuance.Outlook;
import org.keyferry.repository.issuance.PublicRoad;

/// [PublicRoad], by the kind of challenge.
@ApplicationScoped
class WebRoad implements PublicRoad {

  private final HttpRoad http;
  private final AlpnRoad alpn;

  WebRoad(HttpRoad http, AlpnRoad alpn) {
    this.http = http;
    this.alpn = alpn;
  }

  @Override
  public Outlook leadsTo(ChallengeAnswer answer) {
    return switch (answer.type()) {
      case HTTP_01 -> http.leadsTo(answer);
      case TLS_ALPN_01 -> alpn.leadsTo(answer);
      case DNS_01, DNS_PERSIST_01 ->
          throw new IllegalArgumentException(answer.type() + " is in the DNS alone");
    };
  }
}
