package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.AcmeAuthority.Status;
import org.keyferry.testkit.TurnableClock;

/// An order goes as far as it will, and no further than the CA wants.
class OrderWorkerTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  private final TurnableClock clock = TurnableClock.at(NOON);
  private final OrdersInMemory orders = new OrdersInMemory();
  private final ScriptedCa ca = new ScriptedCa();

  @Test
  void nothingIsAskedAfterTheFinalizationBeforeTheCaWantsIt() {
    var order =
        new Order.Planned(
            AnySpec.keyed(AnySpec.of("ca", "www.example.org")).id(),
            AnySpec.of("ca", "www.example.org"));
    orders.add(order, NOON);
    ca.is(Status.READY).isPatientlyFinalizedUntil(NOON.plusSeconds(30));

    var wakeAt = worker().work(order.id());

    assertThat(wakeAt).contains(NOON.plusSeconds(30));
    assertThat(ca.heard).containsExactly("newOrder [www.example.org]", "finalize");
    var stored = orders.find(order.id()).orElseThrow();
    assertThat(stored.order()).isInstanceOf(Order.Processing.class);
    assertThat(stored.nextAttempt()).contains(NOON.plusSeconds(30));
  }

  /// What holds it then, and whether another CA is the way, the clearances know.
  @Test
  void anOrderThatIsNotPlacedIsLookedAtAgainSoonWhateverTheCaWants() {
    var order = AnySpec.keyed(AnySpec.of("ca", "www.example.org"));
    orders.add(new Order.Planned(order.id(), order.spec()), NOON);
    ca.fails(
        new AcmeFailure.Unavailable(
            "busy", Optional.of(NOON.plusSeconds(86_400)), new IOException()));

    assertThat(worker().work(order.id())).contains(NOON.plusSeconds(4));
  }

  private OrderWorker worker() {
    var keys = new OneKey();
    var names = new SlowNameServer();
    var responder = new ChallengeResponder(new AnswersInMemory(), names);
    var patience = AnyPatience.withoutChance();
    var engine =
        new OrderEngine(
            new SomeAuthorities(
                List.of(
                    new CertificateAuthority(
                        new DisplayName("ca"),
                        URI.create("https://ca.example/dir"),
                        List.of(),
                        List.of(),
                        List.of()))),
            keys,
            ca,
            responder,
            PreChecks.ofNamesAlone(names),
            FailOvers.alone(),
            FailOvers.none(clock),
            FailOvers.noPauses(clock),
            new ChainInspection(keys, new KnownVersions(), new CaClocks(clock), clock),
            new CaClocks(clock),
            patience,
            clock);
    return new OrderWorker(
        orders, engine, new FreeWay(), new PlainBook(orders, clock), responder, patience, clock);
  }
}
