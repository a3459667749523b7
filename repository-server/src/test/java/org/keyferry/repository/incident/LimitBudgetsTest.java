package org.keyferry.repository.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.certificate.ChallengeType;
import org.keyferry.repository.certificate.Custody;
import org.keyferry.repository.certificate.Limit;
import org.keyferry.repository.certificate.Limits;
import org.keyferry.repository.certificate.Policies;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.certificate.Validity;
import org.keyferry.repository.issuance.AcmePauses;
import org.keyferry.repository.issuance.AnyCircuits;
import org.keyferry.repository.issuance.CertificateSpec;
import org.keyferry.repository.issuance.CircuitBreaker;
import org.keyferry.repository.issuance.CircuitsInMemory;
import org.keyferry.repository.issuance.Clearances;
import org.keyferry.repository.issuance.IssuerChoice;
import org.keyferry.repository.issuance.LongPauses;
import org.keyferry.repository.issuance.Order;
import org.keyferry.repository.issuance.OrderId;
import org.keyferry.repository.issuance.OrderLimits;
import org.keyferry.repository.issuance.OrderSchedule;
import org.keyferry.repository.issuance.Orders;
import org.keyferry.repository.issuance.RealLimits;
import org.keyferry.repository.issuance.SomeAuthorities;
import org.keyferry.repository.issuance.StoredOrder;
import org.keyferry.repository.issuance.acme.PausesInMemory;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.TurnableClock;

/// An incident reckons with the limits of CAs before it orders, and looks at each thing once.
class LimitBudgetsTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final Terms TERMS =
      new Terms(0, 100, 0, Duration.ofHours(1), Optional.empty(), Optional.empty());
  private static final DisplayName LE = new DisplayName("le");

  private final TurnableClock clock = TurnableClock.at(NOON);
  private final X509Certificate leaf =
      FixtureCa.at(NOON)
          .issue(FixtureCa.keyPair(KeyType.EC_P256).getPublic(), "www.example.test")
          .leaf();
  private final CircuitBreaker breaker =
      new CircuitBreaker(new CircuitsInMemory(), new AnyCircuits(), clock);
  private final PausesInMemory pauses = new PausesInMemory();
  private final Map<CertificateId, Prospect> prospects = new LinkedHashMap<>();
  private final List<StoredOrder> begun = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private final List<OrderId> woken = new ArrayList<>();
  private final List<CertificateAuthority> cas =
      List.of(
          ca("le", "new-orders=1/PT1H", "failed-validations=1/PT1H"),
          ca("zero", "new-orders=100/PT1H"));
  private final OrderLimits limits = RealLimits.of(cas, clock);

  @Test
  void whatFindsNoTokenDoesNotBlockWhatIsForAnotherCa() {
    for (var number = 1; number <= 3; number++) {
      add(number, "le", false);
    }
    add(4, "zero", false);

    assertThat(budget().affords(subjects(), 50)).containsExactly(id(1), id(4));
  }

  @Test
  void whatSomebodyReplacedOrOrderedNeedsNoToken() {
    add(1, "le", false);
    add(2, "le", true);
    prospects.put(id(3), prospect("le", new Version(1, 2), false));

    assertThat(budget().affords(subjects(), 50)).containsExactly(id(1), id(2), id(3));
  }

  @Test
  void noMoreGoOnThanAreWanted() {
    for (var number = 1; number <= 5; number++) {
      add(number, "zero", false);
    }

    assertThat(budget().affords(subjects(), 2)).containsExactly(id(1), id(2));
  }

  @Test
  void whatWasBegunComesFirst() {
    add(1, "le", false);
    begun.add(held("www.example.test"));

    assertThat(budget().affords(subjects(), 50)).isEmpty();
  }

  @Test
  void anOrderIsWokenWhenItsTurnIsNow() {
    begun.add(held("www.example.test"));

    budget();

    assertThat(woken).hasSize(1);
  }

  @Test
  void noOrderIsWokenWhileItsCaWantsToBeLeftAlone() {
    begun.add(held("www.example.test"));
    pauses.note(LE, AcmePauses.ALL, NOON.plusSeconds(60));

    budget();
    assertThat(woken).isEmpty();

    clock.turn(Duration.ofSeconds(60));
    budget();
    assertThat(woken).hasSize(1);
  }

  @Test
  void noOrderIsWokenWhileItsCaWantsNoneForItsNames() {
    begun.add(held("www.example.test"));
    var names = AcmePauses.keyOf(List.of(new DnsName("www.example.test")));
    pauses.note(LE, names, NOON.plusSeconds(60));

    budget();

    assertThat(woken).isEmpty();
  }

  @Test
  void noOrderIsWokenWhileItsNameFailsTooOften() {
    begun.add(held("www.example.test"));
    limits.notValidated(LE, new DnsName("www.example.test"));

    budget();

    assertThat(woken).isEmpty();
  }

  @Test
  void aPlanOfThousandsAsksForEachThingOnce() {
    for (var number = 1; number <= 2_000; number++) {
      add(number, "le", false);
    }

    var sentences = budgets().sentencesOn(TERMS, List.copyOf(prospects.keySet()));

    assertThat(sentences)
        .singleElement()
        .asString()
        .startsWith("2000 orders go to CA le (1 new orders in PT1H): 1999 of them wait for");
    assertThat(asked).containsExactlyInAnyOrder("prospects", "policy le");
  }

  private OrderBudgets.Budget budget() {
    return budgets().open(TERMS, List.of());
  }

  private LimitBudgets budgets() {
    return new LimitBudgets(
        limits,
        port(Orders.class, "toBePlaced", _ -> begun),
        new Bell(),
        port(Clearances.class, "notBefore", _ -> Optional.empty()),
        pauses,
        new IssuerChoice(breaker, new LongPauses(pauses, clock), clock),
        this::look,
        port(
            Policies.class,
            "named",
            name -> {
              asked.add("policy " + name);
              return Optional.of(policy((DisplayName) name));
            }),
        new SomeAuthorities(cas),
        clock);
  }

  private Map<CertificateId, Prospect> look(Collection<CertificateId> certificates) {
    asked.add("prospects");
    var found = new LinkedHashMap<>(prospects);
    found.keySet().retainAll(Set.copyOf(certificates));
    return found;
  }

  private static CertificateId id(int number) {
    return new CertificateId(new UUID(0, number));
  }

  private void add(int number, String policy, boolean isOnOrder) {
    prospects.put(id(number), prospect(policy, Version.first(), isOnOrder));
  }

  private Prospect prospect(String policy, Version newest, boolean isOnOrder) {
    return new Prospect(
        new TreeSet<Identifier>(List.of(new DnsName("www.example.test"))),
        new DisplayName(policy),
        newest,
        leaf,
        Optional.of(new DisplayName(policy)),
        Optional.empty(),
        isOnOrder,
        Map.of());
  }

  private List<Replacement.Subject> subjects() {
    return prospects.keySet().stream()
        .map(each -> new Replacement.Subject(each, Version.first(), new SerialNumber("1"), 1))
        .toList();
  }

  private static StoredOrder held(String name) {
    var spec =
        new CertificateSpec(
            id(99),
            new Version(1, 2),
            new TreeSet<Identifier>(List.of(new DnsName(name))),
            new Policy.Issuer(LE, Optional.empty()),
            KeyType.EC_P256,
            ChallengeType.HTTP_01,
            Validity.any(),
            Optional.empty(),
            Set.of(),
            Optional.empty());
    return new StoredOrder(
        new Order.Planned(new OrderId(new UUID(9, 9)), spec),
        0,
        NOON,
        0,
        Optional.of(NOON.plusSeconds(3600)),
        Optional.empty(),
        Optional.empty(),
        Optional.of("the limit of the CA le is used up"),
        Optional.empty());
  }

  private static Policy policy(DisplayName name) {
    return new Policy(
        name,
        List.of(new Policy.Issuer(name, Optional.empty())),
        KeyType.EC_P256,
        Validity.any(),
        Optional.empty(),
        Optional.empty(),
        ChallengeType.HTTP_01,
        Optional.empty(),
        Set.of(),
        Custody.SEALED);
  }

  private static CertificateAuthority ca(String name, String... limits) {
    return new CertificateAuthority(
        new DisplayName(name),
        URI.create("https://" + name + ".test/directory"),
        List.of(),
        List.of(),
        List.of(),
        new Limits(List.of(limits).stream().map(Limit::parse).toList(), false));
  }

  /// Answers one question; nothing else is asked.
  private static <T> T port(Class<T> type, String question, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              if (!method.getName().equals(question)) {
                throw new IllegalStateException("not to be asked: " + method);
              }
              return answer.to(arguments[0]);
            }));
  }

  private interface Answer {

    Object to(Object argument);
  }

  private final class Bell implements OrderSchedule {

    @Override
    public void add(OrderId order, Instant due) {
      throw new IllegalStateException("nothing is planned");
    }

    @Override
    public void hasten(OrderId order, Instant due) {
      woken.add(order);
    }
  }
}
