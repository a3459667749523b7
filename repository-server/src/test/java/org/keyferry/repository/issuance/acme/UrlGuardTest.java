package org.keyferry.repository.issuance.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.certificate.CertificateAuthority;

/// Whoever stands in a directory or an order does not make the repository ask inner hosts.
class UrlGuardTest {

  private final AnyAcmeConfig config = new AnyAcmeConfig();

  @Nested
  class AUrl {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://8.8.8.8/directory",
          "https://8.8.8.8:443/acme/new-order",
          "https://9.9.9.9:14000/order/1"
        })
    void isAllowedAtTheDirectoryAndAtHostsThatAreNamed(String url) {
      config.furtherHosts.put("ca", List.of("9.9.9.9:14000"));

      assertThatCode(() -> require(url)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://8.8.8.8/directory",
          "https://8.8.8.8:8443/order/1",
          "https://9.9.9.9/order/1",
          "https://admin@8.8.8.8/order/1",
          "https://169.254.169.254/latest/meta-data",
          "file:///etc/passwd",
          "ftp://8.8.8.8/"
        })
    void isRefusedElsewhere(String url) {
      assertThatThrownBy(() -> require(url)).hasMessageContaining("the CA ca has the URL");
    }

    @Test
    void isRefusedAtAPrivateAddressAndTheSettingIsNamed() {
      config.privateNetworks = Optional.empty();

      assertThatThrownBy(() ->
              guard()
                  .require(at("https://127.0.0.1:14000/dir"), url("https://127.0.0.1:14000/dir")))
          .hasMessageContaining("127.0.0.1 is not public")
          .hasMessageContaining("keyferry.acme.private-networks");
    }

    @Test
    void isAllowedInANetworkThatIsNamed() {
      config.privateNetworks = Optional.of(List.of("127.0.0.0/8"));

      assertThatCode(() ->
              guard()
                  .require(at("https://127.0.0.1:14000/dir"), url("https://127.0.0.1:14000/dir")))
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.31.255.255",
        "192.168.1.1",
        "198.19.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2001::1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1"
      })
  void addressesThatAreNotOfTheInternetAreToldApart(String address) throws Exception {
    assertThat(PublicAddresses.contain(InetAddress.ofLiteral(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::808:808"})
  void addressesOfTheInternetAreToldApart(String address) throws Exception {
    assertThat(PublicAddresses.contain(InetAddress.ofLiteral(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/-1", "ten", "10.0.0.0/8/8", "fd00::/129"})
  void whatIsNoNetworkIsRefused(String text) {
    assertThatThrownBy(() -> Network.parse(text)).hasMessageContaining("is not a network");
  }

  private void require(String url) throws Exception {
    guard().require(at("https://8.8.8.8/directory"), url(url));
  }

  private UrlGuard guard() {
    return new UrlGuard(config);
  }

  private static URL url(String text) throws Exception {
    return URI.create(text).toURL();
  }

  private static CertificateAuthority at(String directory) {
    return new CertificateAuthority(
        new DisplayName("ca"), URI.create(directory), List.of(), List.of(), List.of());
  }
}
