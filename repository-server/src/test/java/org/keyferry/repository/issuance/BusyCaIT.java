package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.keyferry.repository.app.FoundedRepository;
import org.keyferry.repository.app.HttpsCaller;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.testkit.ChallengeDns;
import org.keyferry.testkit.Pebble;
import org.keyferry.testkit.acme.BusyProxy;

/// A real CA at its worst: half of the nonces refused, some authorizations reused, validation that
/// takes its time, and something before it that turns requests away.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
@QuarkusTestResource(ChallengeNetwork.class)
class BusyCaIT {

  /// How many; 200 make a campaign of it.
  private static final int ORDERS = Integer.getInteger("keyferry.busy.orders", 12);

  private static final double TURNED_AWAY = 0.015;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(6); // see ChallengeNetwork
  private static final Duration CROSSING = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final int SHARED_NAMES = 5;

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @TestHTTPResource(value = "/", tls = true)
  private URI base;

  @ConfigProperty(name = "keyferry.http01.port")
  private int http01;

  @Inject private FoundedRepository repository;
  @Inject private ObjectMapper json;

  @Test
  void allOrdersBecomeValidAndNoRequestIsEarly() {
    try (var dns = ChallengeDns.start();
        var pebble =
            Pebble.settings(dns.address(), http01)
                .badNonces(50)
                .authorizationReuse(50)
                .patient()
                .start();
        var proxy =
            new BusyProxy(
                pebble.directory(),
                pebble.httpsRoot(),
                TURNED_AWAY,
                LONGEST_PAUSE,
                new Random(4),
                InstantSource.system());
        var caller = HttpsCaller.of(base, repository.root(), Optional.of(repository.alice()))) {
      var officer = new OfficerOfCas(caller, json, "busy");
      officer.addAuthority(proxy.url(pebble.directory()), proxy.httpsRoot(), pebble.issuingRoot());
      officer.addPolicy(null, null);

      var orders =
          IntStream.range(0, ORDERS)
              .mapToObj(each ->
                  officer.addCertificate(
                      "busy-" + each,
                      "busy-" + each + ".example.test",
                      "shared-" + each % SHARED_NAMES + ".example.test"))
              .toList();

      assertThat(settled(officer, orders)).containsOnly("valid");
      var requests = proxy.requests();
      var early = requests.early(CROSSING);
      System.out.printf(
          Locale.ROOT,
          "busy CA: orders=%d valid=%d requests=%d turned away with a pause=%d early=%d"
              + " (crossed within %s: %d)%n",
          ORDERS,
          orders.size(),
          requests.entries().size(),
          requests.refusals(),
          early.size(),
          CROSSING,
          requests.early(Duration.ZERO).size());
      assertThat(requests.refusals()).isPositive();
      assertThat(early).isEmpty();
    }
  }

  private static List<String> settled(OfficerOfCas officer, List<String> orders) {
    return orders.stream()
        .map(id ->
            Eventually.becomes(
                    PATIENCE,
                    () -> officer.order(id),
                    seen -> List.of("valid", "invalid").contains(seen.state()))
                .state())
        .toList();
  }
}
