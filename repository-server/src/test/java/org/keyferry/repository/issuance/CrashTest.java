package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.certificate.ChallengeType;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.certificate.Validity;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.TurnableClock;

/// The repository dies before and after each thing that it does for an order, and the order is
/// taken up again: it ends valid, and the CA saw at most one order too many.
class CrashTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final OrderId ORDER =
      new OrderId(UUID.fromString("0193a5c0-0000-7000-8000-00000000abcd"));

  private final KeyPair rootKeys = FixtureCa.keyPair(KeyType.EC_P256);
  private final X509Certificate root =
      CertificateDraft.authority("CN=Root", "CN=Root", rootKeys.getPublic(), rootKeys, NOON).sign();
  private final OneKey keys = new OneKey();

  @Test
  void aDeathAtAnyPointLeavesTheOrderGood() {
    var points = new LinkedHashSet<String>();
    for (var fuse = 0; ; fuse++) {
      var world = new World(fuse);
      var died = world.runUntilItDies();
      if (died.isEmpty()) {
        break;
      }
      points.add(died.get());

      world.comesBack();

      assertThat(world.state()).as("after " + died.get()).isEqualTo(OrderState.VALID);
      assertThat(world.ca.orders.size()).as("after " + died.get()).isBetween(1, 2);
      assertThat(world.ca.finalized).as("after " + died.get()).hasSize(1);
      assertThat(world.answers.of(ORDER)).as("after " + died.get()).isEmpty();
    }
    assertThat(points)
        .contains(
            "before generate",
            "after generate",
            "before place",
            "after place",
            "before announce",
            "after announce",
            "before finalizeOrder",
            "after finalizeOrder",
            "before collect",
            "after collect",
            "before replace",
            "after replace")
        .hasSizeGreaterThan(20);
  }

  @Test
  void onlyADeathBetweenTheAnswerOfTheCaAndTheNoteCostsAnOrder() {
    var costly = new LinkedHashSet<String>();
    for (var fuse = 0; ; fuse++) {
      var world = new World(fuse);
      var died = world.runUntilItDies();
      if (died.isEmpty()) {
        break;
      }
      world.comesBack();
      if (world.ca.orders.size() > 1) {
        costly.add(died.get());
      }
    }

    assertThat(costly).isEqualTo(Set.of("after place", "before replace"));
  }

  /// What survives the death of the process, and a process that dies when the fuse has burnt down.
  private final class World {

    private final TurnableClock clock = TurnableClock.at(NOON);
    private final OrdersInMemory orders = new OrdersInMemory();
    private final AnswersInMemory answers = new AnswersInMemory();
    private final ObedientCa ca = new ObedientCa(rootKeys, keys.pair, NOON);
    private int fuse;
    private String died = "";

    World(int fuse) {
      this.fuse = fuse;
      orders.add(new Order.Planned(ORDER, spec()), NOON);
    }

    Optional<String> runUntilItDies() {
      try {
        run(true);
        return Optional.empty();
      } catch (Death _) {
        return Optional.of(died);
      }
    }

    void comesBack() {
      run(false);
    }

    OrderState state() {
      return OrderState.of(orders.find(ORDER).orElseThrow().order());
    }

    private void run(boolean mortal) {
      var worker = worker(mortal);
      var wakeAt = worker.work(ORDER);
      while (wakeAt.isPresent()) {
        clock.turnTo(wakeAt.get().plus(Duration.ofMillis(1)));
        wakeAt = worker.work(ORDER);
      }
    }

    private OrderWorker worker(boolean mortal) {
      var these = mortal ? mortal(Orders.class, orders) : orders;
      var given = mortal ? mortal(ChallengeAnswers.class, answers) : answers;
      var acme = mortal ? mortal(AcmeAuthority.class, ca) : ca;
      var made = mortal ? mortal(OrderKeys.class, keys) : keys;
      var responder = new ChallengeResponder(given, new SlowNameServer());
      var patience = AnyPatience.withoutChance();
      var engine =
          new OrderEngine(
              SomeAuthorities.only(authority()),
              made,
              acme,
              responder,
              PreChecks.ofNamesAlone(new SlowNameServer()),
              FailOvers.alone(),
              FailOvers.none(clock),
              FailOvers.noPauses(clock),
              new ChainInspection(keys, new KnownVersions(), new CaClocks(clock), clock),
              new CaClocks(clock),
              patience,
              clock);
      return new OrderWorker(
          these, engine, new FreeWay(), new PlainBook(these, clock), responder, patience, clock);
    }

    private <T> T mortal(Class<T> port, T immortal) {
      return port.cast(
          Proxy.newProxyInstance(
              port.getClassLoader(),
              new Class<?>[] {port},
              (_, method, arguments) -> {
                burn("before " + method.getName());
                try {
                  var result = method.invoke(immortal, arguments);
                  burn("after " + method.getName());
                  return result;
                } catch (InvocationTargetException thrown) {
                  throw thrown.getCause();
                }
              }));
    }

    private void burn(String point) {
      if (fuse-- == 0) {
        died = point;
        throw new Death();
      }
    }
  }

  private CertificateSpec spec() {
    return new CertificateSpec(
        new CertificateId(UUID.fromString("0193a5c0-0000-7000-8000-00000000beef")),
        Version.first(),
        new TreeSet<>(List.of(new DnsName("www.example.org"))),
        new Policy.Issuer(new DisplayName("ca"), Optional.empty()),
        KeyType.EC_P256,
        ChallengeType.HTTP_01,
        Validity.any(),
        Optional.empty(),
        Set.of(),
        Optional.empty());
  }

  private CertificateAuthority authority() {
    return new CertificateAuthority(
        new DisplayName("ca"),
        URI.create("https://ca.example/dir"),
        List.of(),
        List.of(),
        List.of(root));
  }

  /// No [RuntimeException], so that nothing in between makes a failed attempt of it.
  private static final class Death extends Error {
    private static final long serialVersionUID = 1;
  }
}
