package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.certificate.Limit;
import org.keyferry.repository.certificate.Limits;
import org.keyferry.repository.issuance.store.BucketsInMemory;
import org.keyferry.testkit.TurnableClock;

/// Many orders are reckoned with before one of them takes a token.
class LimitLedgerTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final DisplayName LE = new DisplayName("le");

  private final TurnableClock clock = TurnableClock.at(NOON);
  private final BucketsInMemory buckets = new BucketsInMemory(clock);

  @Test
  void ordersAreSetAsideWhileThereAreTokens() {
    var ledger = limits("new-orders=2/PT1H").ledger();

    assertThat(ledger.setAside(claim("a.example.org"))).isEmpty();
    assertThat(ledger.setAside(claim("b.example.org"))).isEmpty();
    assertThat(ledger.setAside(claim("c.example.org")).orElseThrow().limit())
        .isEqualTo(Limit.parse("new-orders=2/PT1H"));
  }

  @Test
  void nothingIsTakenByThat() {
    var limits = limits("new-orders=1/PT1H");

    limits.ledger().owe(claim("a.example.org"));
    limits.ledger().setAside(claim("a.example.org"));

    assertThat(limits.take(AnySpec.of("le", "a.example.org"))).isEmpty();
  }

  @Test
  void whatOthersTookIsGone() {
    var limits = limits("new-orders=3/PT3H");
    limits.take(AnySpec.of("le", "a.example.org"));
    limits.take(AnySpec.of("le", "b.example.org"));
    clock.turn(Duration.ofHours(1));

    var ledger = limits.ledger();

    assertThat(ledger.setAside(claim("c.example.org"))).isEmpty();
    assertThat(ledger.setAside(claim("d.example.org"))).isEmpty();
    assertThat(ledger.setAside(claim("e.example.org"))).isPresent();
  }

  @Test
  void theTightestLimitSaysHowLongAllOfItTakes() {
    var ledger = limits("new-orders=300/PT3H", "certificates-per-domain=50/P7D").ledger();
    for (var each = 0; each < 400; each++) {
      ledger.owe(claim("www" + each + ".example" + each % 4 + ".org"));
    }

    var debt = ledger.longest().orElseThrow();

    assertThat(debt.bucket().limit().kind()).isEqualTo(Limit.Kind.CERTIFICATES_PER_DOMAIN);
    assertThat(debt.orders()).as("a hundred for each domain, of which fifty go now").isEqualTo(50);
    assertThat(debt.lasts()).isEqualTo(Duration.ofDays(7));
  }

  @Test
  void whereThereIsRoomNothingWaits() {
    var ledger = limits("new-orders=300/PT3H").ledger();
    ledger.owe(claim("www.example.org"));

    assertThat(ledger.longest()).isEmpty();
  }

  private static LimitClaim claim(String name) {
    return new LimitClaim(LE, new TreeSet<>(List.of(new DnsName(name))), false);
  }

  private OrderLimits limits(String... all) {
    var limits = new Limits(Stream.of(all).map(Limit::parse).toList(), false);
    var le =
        new CertificateAuthority(
            LE, URI.create("https://le.test/directory"), List.of(), List.of(), List.of(), limits);
    return new OrderLimits(SomeAuthorities.only(le), buckets);
  }
}
