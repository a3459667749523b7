package org.keyferry.repository.issuance.web;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.IpAddress;

/// Chooses the certificate by the name that the client asks for, once the protocol is `acme-tls/1`.
/// An address is asked for by its reverse name (RFC 8738 §6), which may also be a name of its own.
/// There is none for anybody else, so the handshake fails.
///
/// An alias is the name or the address. Between the choice and the end of the handshake the
/// certificate is kept; a few hundred at most.
final class AlpnKeys extends X509ExtendedKeyManager {

  private static final String EC = "EC";
  private static final int MOST_KEPT = 256;

  private final Function<Identifier, Optional<AlpnCertificate>> certificates;
  private final Map<String, AlpnCertificate> kept =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, AlpnCertificate> eldest) {
              return size() > MOST_KEPT;
            }
          });

  AlpnKeys(Function<Identifier, Optional<AlpnCertificate>> certificates) {
    this.certificates = certificates;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    if (!keyType.equals(EC)
        || !(socket instanceof SSLSocket tls)
        || !AlpnListener.PROTOCOL.equals(tls.getHandshakeApplicationProtocol())
        || !(tls.getHandshakeSession() instanceof ExtendedSSLSession session)) {
      return null;
    }
    return session.getRequestedServerNames().stream()
        .flatMap(each -> nameIn(each).stream())
        .flatMap(AlpnKeys::meantBy)
        .flatMap(each -> keep(each).stream())
        .findFirst()
        .orElse(null);
  }

  private static Stream<Identifier> meantBy(DnsName name) {
    return Stream.concat(IpAddress.ofReverse(name).stream(), Stream.of(name));
  }

  private Optional<String> keep(Identifier identifier) {
    var certificate = certificates.apply(identifier);
    certificate.ifPresent(each -> kept.put(identifier.value(), each));
    return certificate.map(_ -> identifier.value());
  }

  private static Optional<DnsName> nameIn(SNIServerName requested) {
    try {
      return requested instanceof SNIHostName host
          ? Optional.of(DnsName.parse(host.getAsciiName()))
          : Optional.empty();
    } catch (IllegalArgumentException noName) {
      return Optional.empty();
    }
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    var found = kept.get(alias);
    return found == null ? null : new X509Certificate[] {found.certificate()};
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    var found = kept.get(alias);
    return found == null ? null : found.privateKey();
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
