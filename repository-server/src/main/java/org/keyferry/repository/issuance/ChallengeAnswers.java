package org.keyferry.repository.issuance;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.pki.Identifier;

/// The answers that CAs may come for now. They are in the database, so each replica can give each
/// answer, and none is left behind by a crash.
public interface ChallengeAnswers {

  Optional<ChallengeAnswer> withToken(String token);

  /// Of several to tls-alpn-01 for a name any: there is one certificate for one name.
  Optional<ChallengeAnswer> byTlsAlpn(Identifier name);

  List<ChallengeAnswer> of(OrderId order);

  /// Answers to http-01 of all orders under way, by the certificate that they are for.
  Map<CertificateId, List<ChallengeAnswer>> openHttp01();

  /// Does nothing if the answer to this challenge is there.
  void add(ChallengeAnswer answer);

  /// Whether the CA was told that it may come for the answer.
  boolean isAnnounced(URI challenge);

  void announced(URI challenge);

  void remove(URI challenge);
}
