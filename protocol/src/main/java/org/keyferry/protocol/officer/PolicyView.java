package org.keyferry.protocol.officer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How certificates are made and renewed. Also the body of `POST /v1/policies`.
///
/// @param name what officers call it
/// @param issuers CAs in order of preference, 1 to 5, none twice
/// @param keyType such as `ec-p256`
/// @param validity what is wanted of the life of a certificate, or null: what the CA grants
/// @param renewAfter share of the validity after which a certificate is renewed, 0.1 to 0.95, or
///   null: 2/3, or 1/2 of lives up to ten days
/// @param outage of the CAs that must not let a certificate expire, ISO 8601 duration, or null
/// @param challenge `http-01`, `dns-01`, `tls-alpn-01` or `dns-persist-01`
/// @param preferredChain common name of the topmost issuer of the chain to take, if a CA offers
///   several, or null
/// @param mustNot what a certificate must not have: `common-name`, `ocsp` (the address of a
///   responder); null: nothing
/// @param custody `sealed`
public record PolicyView(
    String name,
    List<IssuerView> issuers,
    String keyType,
    @Nullable ValidityView validity,
    @Nullable Double renewAfter,
    @Nullable String outage,
    String challenge,
    @Nullable String preferredChain,
    @Nullable List<String> mustNot,
    String custody) {

  public PolicyView {
    issuers = List.copyOf(issuers);
    mustNot = mustNot == null ? null : List.copyOf(mustNot);
  }
}
