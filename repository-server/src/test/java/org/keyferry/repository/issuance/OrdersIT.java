package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.AriCertId;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.repository.certificate.Certificate;
import org.keyferry.repository.certificate.CertificateAuthorities;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.certificate.CertificateVersion;
import org.keyferry.repository.certificate.CertificateVersions;
import org.keyferry.repository.certificate.Certificates;
import org.keyferry.repository.certificate.ChallengeType;
import org.keyferry.repository.certificate.Custody;
import org.keyferry.repository.certificate.Policies;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.certificate.Trait;
import org.keyferry.repository.certificate.Validity;
import org.keyferry.repository.custody.KeyReference;
import org.keyferry.testkit.FixtureCa;

/// Orders in the database: nothing is lost on the way, and of two nodes one wins.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
@QuarkusTestResource(ChallengeNetwork.class)
class OrdersIT {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final Validity VALIDITY =
      new Validity(
          Optional.of(Duration.ofDays(6)),
          Optional.of(Duration.ofDays(47)),
          Optional.of("what browsers take from 2029 on"),
          Validity.Otherwise.ACCEPT);
  private static final URI AT_THE_CA = URI.create("https://ca.example/order/");

  @Inject private Orders orders;
  @Inject private Certificates certificates;
  @Inject private CertificateVersions versions;
  @Inject private Policies policies;
  @Inject private CertificateAuthorities authorities;
  @Inject private Supplier<UUID> ids;

  private Certificate www;

  @BeforeEach
  void thereIsACertificate() {
    var name = new DisplayName("orders-" + ids.get());
    var second = new DisplayName("second-" + ids.get());
    for (var ca : List.of(name, second)) {
      authorities.add(
          new CertificateAuthority(
              ca, URI.create("https://ca.example/dir"), List.of(), List.of(), List.of()));
    }
    policies.add(
        new Policy(
            name,
            List.of(
                new Policy.Issuer(name, Optional.of("tlsserver")),
                new Policy.Issuer(second, Optional.empty())),
            KeyType.EC_P256,
            VALIDITY,
            Optional.of(0.5),
            Optional.of(Duration.ofDays(3)),
            ChallengeType.DNS_01,
            Optional.of("Root X2"),
            Set.of(Trait.COMMON_NAME, Trait.OCSP),
            Custody.SEALED));
    www =
        new Certificate(
            new CertificateId(ids.get()),
            name,
            new TreeSet<>(List.of(new DnsName("*.example.org"), new DnsName("example.org"))),
            name);
    certificates.add(www);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("states")
  void anOrderComesBackInTheStateInWhichItWasPut(
      OrderState state, Function<Order.Planned, Order> road) {
    var planned = planned();
    orders.add(planned, NOON);
    var next = road.apply(planned);

    if (state != OrderState.PLANNED) {
      assertThat(orders.replace(found(planned), next, NOON)).isTrue();
    }

    assertThat(found(planned).order()).isEqualTo(next);
    assertThat(OrderState.of(next)).isEqualTo(state);
    assertThat(found(planned).isSettled()).isEqualTo(found(planned).nextAttempt().isEmpty());
  }

  static Stream<Arguments> states() {
    return Stream.of(
        road(OrderState.PLANNED, planned -> planned),
        road(OrderState.KEYED, OrdersIT::keyed),
        road(OrderState.PENDING, OrdersIT::pending),
        road(OrderState.READY, planned -> pending(planned).authorized()),
        road(OrderState.PROCESSING, planned -> pending(planned).authorized().finalized()),
        road(
            OrderState.VALID,
            planned -> pending(planned).authorized().finalized().issued(anyChain())),
        road(OrderState.INVALID, planned -> pending(planned).refused("caa forbids")),
        road(OrderState.INVALID, planned -> keyed(planned).refused("caa forbids")),
        road(
            OrderState.INVALID,
            planned ->
                pending(planned)
                    .authorized()
                    .finalized()
                    .issuedWrongly(
                        new Order.Rogue(anyChain(), ChainFault.OTHER_KEY), "for another key")),
        road(OrderState.CANCELLED, planned -> planned.cancelled("alice: not now")),
        road(OrderState.CANCELLED, planned -> pending(planned).cancelled("alice: not now")));
  }

  @Test
  void ofTwoNodesThatMoveAnOrderTheSecondIsTold() {
    var planned = planned();
    orders.add(planned, NOON);
    var found = found(planned);

    assertThat(orders.replace(found, keyed(planned), NOON)).isTrue();
    assertThat(orders.replace(found, planned.withKey(anyKey()), NOON)).isFalse();
    assertThat(orders.noteFailure(found, "late", NOON)).isFalse();
    assertThat(found(planned).order()).isEqualTo(keyed(planned));
  }

  @Test
  void ofManyNodesThatMoveAnOrderAtTheSameTimeOneWins() throws Exception {
    var planned = planned();
    orders.add(planned, NOON);
    var found = found(planned);

    var winners =
        atOnce(16, () -> orders.replace(found, planned.withKey(anyKey()), NOON)).stream()
            .filter(won -> won)
            .count();

    assertThat(winners).isEqualTo(1);
  }

  @Test
  void aFailureIsCountedUntilTheNextStep() {
    var planned = planned();
    orders.add(planned, NOON);

    orders.noteFailure(found(planned), "no answer", NOON.plusSeconds(5));
    orders.noteFailure(found(planned), "still none", NOON.plusSeconds(15));

    assertThat(found(planned).attempts()).isEqualTo(2);
    assertThat(found(planned).lastError()).contains("still none");
    assertThat(found(planned).nextAttempt()).contains(NOON.plusSeconds(15));
    assertThat(orders.troubleWith(www.policy())).contains("still none");

    orders.replace(found(planned), keyed(planned), NOON);
    assertThat(found(planned).attempts()).isZero();
    assertThat(found(planned).lastError()).isEmpty();
  }

  @Test
  void aCertificateHasOneOrderUnderWay() {
    var first = planned();
    assertThat(orders.add(first, NOON)).isTrue();
    assertThat(orders.add(planned(), NOON)).isFalse();

    orders.replace(found(first), keyed(first).refused("caa forbids"), NOON);
    assertThat(orders.add(planned(), NOON)).isTrue();
  }

  @Test
  void versionNumbersAreGivenOnce() throws Exception {
    var given = atOnce(32, () -> certificates.allotVersion(www.id()));

    assertThat(given)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, 32).mapToObj(each -> new Version(1, each)).toList());
  }

  @Test
  void aVersionIsPublishedOnceAndOnlyForward() {
    var published = version(new Version(1, 2));

    assertThat(QuarkusTransaction.requiringNew().call(() -> versions.publish(published))).isTrue();
    assertThat(QuarkusTransaction.requiringNew().call(() -> versions.publish(published))).isFalse();
    assertThat(
            QuarkusTransaction.requiringNew()
                .call(() -> versions.publish(version(Version.first()))))
        .isFalse();
    assertThat(versions.of(www.id())).containsExactly(published);
    assertThat(versions.newest(www.id())).contains(published);
    assertThat(versions.find(www.id(), new Version(1, 2))).contains(published);
  }

  @Test
  void aRehearsalGoesOnBesideAnOrderAndOnlyOne() {
    assertThat(orders.add(planned(), NOON)).isTrue();
    var rehearsal = rehearsal();

    assertThat(orders.add(rehearsal, NOON)).isTrue();
    assertThat(orders.add(rehearsal(), NOON)).isFalse();
    assertThat(orders.isRehearsed(www.id())).isTrue();
    assertThat(orders.underWay(List.of(www.id()))).doesNotContainValue(rehearsal.id());

    var pending = pending(rehearsal);
    orders.replace(found(rehearsal), pending, NOON);
    orders.replace(found(rehearsal), pending.authorized().rehearsed(), NOON);

    assertThat(found(rehearsal).isSettled()).isTrue();
    assertThat(found(rehearsal).order()).isEqualTo(pending.authorized().rehearsed());
    assertThat(orders.add(rehearsal(), NOON)).isTrue();
  }

  private Order.Planned rehearsal() {
    return new Order.Planned(new OrderId(ids.get()), AnySpec.rehearsal(planned().spec()));
  }

  private CertificateVersion version(Version number) {
    return new CertificateVersion(www.id(), number, anyChain(), anyKey(), NOON);
  }

  private Order.Planned planned() {
    return new Order.Planned(
        new OrderId(ids.get()),
        new CertificateSpec(
            www.id(),
            certificates.allotVersion(www.id()),
            www.identifiers(),
            new Policy.Issuer(www.policy(), Optional.of("tlsserver")),
            KeyType.EC_P256,
            ChallengeType.DNS_01,
            VALIDITY,
            Optional.of("Root X2"),
            Set.of(Trait.COMMON_NAME, Trait.OCSP),
            Optional.of(new AriCertId("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE"))));
  }

  private StoredOrder found(Order order) {
    return orders.find(order.id()).orElseThrow();
  }

  private static Order.Keyed keyed(Order.Planned planned) {
    return planned.withKey(new KeyReference(planned.id().value()));
  }

  private static Order.Pending pending(Order.Planned planned) {
    return keyed(planned)
        .placedAt(
            AT_THE_CA.resolve(planned.id().toString()),
            NOON.plusSeconds(7200),
            new ValidityLever.NotAfter(NOON.plus(Duration.ofDays(47))));
  }

  private KeyReference anyKey() {
    return new KeyReference(ids.get());
  }

  private static CertificateChain anyChain() {
    return FixtureCa.at(NOON).issue(FixtureCa.keyPair(KeyType.EC_P256).getPublic(), "example.org");
  }

  private static <T> List<T> atOnce(int times, Callable<T> task) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(times)) {
      var answers = threads.invokeAll(IntStream.range(0, times).mapToObj(_ -> task).toList());
      return answers.stream().map(Future::resultNow).toList();
    }
  }

  private static Arguments road(OrderState state, Function<Order.Planned, Order> road) {
    return Arguments.of(state, road);
  }
}
