package org.keyferry.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The real things start, answer and end.
class CasAndNameServersIT {

  @Test
  void aPebbleHasADirectoryAndARootOfItsOwn() {
    try (var dns = ChallengeDns.start();
        var pebble = Pebble.settings(dns.address(), FreePort.tcp()).badNonces(50).start()) {
      assertThat(pebble.issuingRoot().getSubjectX500Principal().getName()).contains("Pebble Root");
      assertThat(pebble.issuingRoot()).isNotEqualTo(pebble.httpsRoot());
      dns.setText("_acme-challenge.www.example.test", "anything");
    }
  }

  @Test
  void aBindServerAnswersForItsZones() {
    try (var bind =
        BindServer.start(
            BindServer.Zone.fixed("example.test")
                .with("_acme-challenge.www IN CNAME www.acme.example.net."),
            BindServer.Zone.writable("acme.example.net"))) {
      assertThat(bind.log()).contains("zone example.test/IN: loaded serial 1");
    }
  }
}
