package org.keyferry.repository.issuance.acme;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.AcmeFailure;

/// Lets requests go only where a CA may be: by HTTPS, to the origin of its directory or a host that
/// its settings name, at public addresses or in networks that the settings name. Whoever stands in
/// a directory or an order could else make the repository ask inner hosts.
@ApplicationScoped
class UrlGuard {

  private static final int HTTPS_PORT = 443;

  private final AcmeConfig config;
  private final List<Network> privateNetworks;

  UrlGuard(AcmeConfig config) {
    this.config = config;
    this.privateNetworks =
        config.privateNetworks().orElse(List.of()).stream().map(Network::parse).toList();
  }

  /// @throws AcmeFailure.Unavailable saying which setting would allow it
  void require(CertificateAuthority ca, URL url) {
    if (!url.getProtocol().equals("https") || url.getUserInfo() != null) {
      throw refused(ca, url, "which is not a plain https URL", "ask the CA");
    }
    var origin = originOf(url.getHost(), url.getPort());
    if (!origin.equals(originOf(ca.directory())) && !isFurther(ca, origin)) {
      throw refused(
          ca,
          url,
          "which is not at the host of its directory",
          "if it is the CA's, add its host to keyferry.acme.further-hosts.\"" + ca.name() + "\"");
    }
    for (var address : addressesOf(url.getHost())) {
      if (!PublicAddresses.contain(address)
          && privateNetworks.stream().noneMatch(each -> each.contains(address))) {
        throw refused(
            ca,
            url,
            "whose address " + address.getHostAddress() + " is not public",
            "if the CA is there, add its network to keyferry.acme.private-networks");
      }
    }
  }

  private boolean isFurther(CertificateAuthority ca, String origin) {
    return Optional.ofNullable(config.furtherHosts().get(ca.name().value()))
        .orElse(List.of())
        .stream()
        .map(each -> URI.create("https://" + each.strip()))
        .anyMatch(each -> originOf(each).equals(origin));
  }

  private static String originOf(URI url) {
    return originOf(url.getHost(), url.getPort());
  }

  private static String originOf(String host, int port) {
    return host.toLowerCase(Locale.ROOT) + ":" + (port < 0 ? HTTPS_PORT : port);
  }

  /// The JDK keeps addresses for half a minute, so the connection goes to those seen here.
  private static List<InetAddress> addressesOf(String host) {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException unknown) {
      return List.of(); // the request will say so
    }
  }

  private static AcmeFailure refused(
      CertificateAuthority ca, URL url, String fault, String remedy) {
    var sentence =
        "the CA "
            + ca.name()
            + " has the URL "
            + Printable.of(url.toString())
            + ", "
            + fault
            + ": "
            + remedy;
    return new AcmeFailure.Unavailable(
        sentence, Optional.empty(), new UnknownHostException("not asked for"));
  }
}
