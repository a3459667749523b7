package org.keyferry.repository.issuance.web;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.IpAddress;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.repository.issuance.Addresses;
import org.keyferry.repository.issuance.ChallengeAnswer;
import org.keyferry.repository.issuance.Outlook;
import org.keyferry.repository.issuance.PreCheckConfig;

/// Walks the road of tls-alpn-01 as CAs do (RFC 8737 §3): a handshake at each address of the name.
@ApplicationScoped
class AlpnRoad {

  private final PreCheckConfig config;
  private final Addresses addresses;

  AlpnRoad(PreCheckConfig config, Addresses addresses) {
    this.config = config;
    this.addresses = addresses;
  }

  Outlook leadsTo(ChallengeAnswer answer) {
    var faults = new ArrayList<String>();
    var found =
        switch (answer.name()) {
          case DnsName name -> addresses.of(name);
          case IpAddress address -> List.of(address.toInetAddress());
        };
    for (var address : found) {
      var presented = shake(askedFor(answer.name()), address, faults);
      if (presented.isPresent() && !isOurs(answer, presented.get())) {
        return new Outlook.Obstructed(
            "what listens for TLS at "
                + address.getHostAddress()
                + ", an address of "
                + answer.name()
                + ", does not answer tls-alpn-01 as the repository would: let it pass connections"
                + " with the ALPN acme-tls/1 on to keyferry.tlsalpn01.port");
      }
    }
    return faults.size() < found.size()
        ? new Outlook.Clear()
        : new Outlook.Obstructed(
            "no address of "
                + answer.name()
                + " answers tls-alpn-01 ("
                + faults.stream().findFirst().orElse("the DNS has none")
                + "): let port 443 there pass connections with the ALPN acme-tls/1 on to"
                + " keyferry.tlsalpn01.port; if only this network cannot reach it,"
                + " keyferry.precheck.reach=off leaves the try out");
  }

  /// RFC 8738 §6: an address, by its reverse name.
  private static DnsName askedFor(Identifier identifier) {
    return switch (identifier) {
      case DnsName name -> name;
      case IpAddress address -> address.reverse();
    };
  }

  private static boolean isOurs(ChallengeAnswer answer, X509Certificate presented) {
    return AlpnCertificate.isFor(answer.name(), presented)
        && AlpnCertificate.digestIn(presented).filter(answer.thumbprint()::equals).isPresent();
  }

  private Optional<X509Certificate> shake(DnsName name, InetAddress address, List<String> faults) {
    var patience = Math.toIntExact(config.timeout().toMillis());
    try (var plain = new Socket()) {
      plain.connect(new InetSocketAddress(address, config.tlsPort()), patience);
      plain.setSoTimeout(patience);
      var tls =
          (SSLSocket)
              anybody()
                  .getSocketFactory()
                  .createSocket(plain, name.value(), config.tlsPort(), false);
      var parameters = tls.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {AlpnListener.PROTOCOL});
      parameters.setServerNames(List.of(new SNIHostName(name.value())));
      tls.setSSLParameters(parameters);
      tls.startHandshake();
      if (AlpnListener.PROTOCOL.equals(tls.getApplicationProtocol())
          && tls.getSession().getPeerCertificates()[0] instanceof X509Certificate presented) {
        return Optional.of(presented);
      }
      faults.add(address.getHostAddress() + ": it does not speak acme-tls/1");
    } catch (IOException failure) {
      faults.add(
          address.getHostAddress() + ": " + Printable.of(String.valueOf(failure.getMessage())));
    }
    return Optional.empty();
  }

  private static SSLContext anybody() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anybody()}, null);
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has TLS", impossible);
    }
  }

  /// The certificate is self-signed by design; what counts is the digest in it.
  private static final class Anybody extends X509ExtendedTrustManager {

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
