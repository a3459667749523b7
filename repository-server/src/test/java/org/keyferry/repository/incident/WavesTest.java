package org.keyferry.repository.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.SerialNumber;

/// Certificates are dealt so that what goes wrong goes wrong on few hosts.
class WavesTest {

  private int counter;

  @Test
  void theCanaryIsOnAsManyHostsAsItCan() {
    var waves =
        Waves.of(List.of(on("web1"), on("web1"), on("web1"), on("web2"), on("web3")), terms(3, 10));

    assertThat(hostsOf(waves.getFirst())).containsExactlyInAnyOrder("web1", "web2", "web3");
  }

  @Test
  void theCanaryPrefersWhatFewHostsHave() {
    var wide = on("web1", "web2", "web3");
    var narrow = on("web4");

    var waves = Waves.of(List.of(wide, narrow), terms(1, 10));

    assertThat(waves.getFirst()).containsExactly(narrow);
  }

  @Test
  void theCertificatesOfAHostStayTogether() {
    var waves =
        Waves.of(
            List.of(on("web1"), on("web2"), on("web1"), on("web2"), on("web1"), on("web2")),
            terms(0, 4));

    assertThat(waves).hasSize(2);
    assertThat(hostsOf(waves.get(0))).containsOnly("web1");
    assertThat(hostsOf(waves.get(1))).containsOnly("web2");
  }

  @Test
  void aHostWithMoreThanAWaveHoldsIsDividedAsLittleAsCanBe() {
    var waves = Waves.of(Stream.generate(() -> on("web1")).limit(10).toList(), terms(0, 4));

    assertThat(waves).extracting(List::size).containsExactly(4, 4, 2);
  }

  @Test
  void withoutACanaryTheFirstWaveIsTheFirst() {
    assertThat(Waves.of(List.of(on("web1")), terms(0, 1))).hasSize(1);
  }

  @Test
  void whateverIsDealtEachCertificateIsInOneWaveAndNoWaveIsEmptyOrTooLarge() {
    var random = new Random(4);
    for (var round = 0; round < 200; round++) {
      var candidates = new ArrayList<Candidate>();
      for (var each = 0; each < random.nextInt(1, 120); each++) {
        candidates.add(
            on(
                random
                    .ints(random.nextInt(0, 4), 0, 12)
                    .distinct()
                    .mapToObj(host -> "web" + host)
                    .toArray(String[]::new)));
      }
      var terms = terms(random.nextInt(0, 8), random.nextInt(1, 30));

      var waves = Waves.of(candidates, terms);

      assertThat(waves.stream().flatMap(List::stream))
          .containsExactlyInAnyOrderElementsOf(candidates);
      assertThat(waves).allSatisfy(wave -> assertThat(wave).isNotEmpty());
      var rest = terms.canary() == 0 ? waves : waves.subList(1, waves.size());
      assertThat(rest)
          .allSatisfy(wave -> assertThat(wave).hasSizeLessThanOrEqualTo(terms.waveSize()));
      assertThat(rest).satisfies(dealt -> theSmallHostsAreInOneWave(dealt, terms.waveSize()));
    }
  }

  /// By the first host of each certificate, which it goes with.
  private static void theSmallHostsAreInOneWave(List<? extends List<Candidate>> waves, int size) {
    var wavesOfHost = new HashMap<DisplayName, Set<Integer>>();
    var certificatesOfHost = new HashMap<DisplayName, Integer>();
    for (var wave = 0; wave < waves.size(); wave++) {
      for (var each : waves.get(wave)) {
        if (!each.agents().isEmpty()) {
          var host = each.agents().getFirst();
          wavesOfHost.computeIfAbsent(host, _ -> new HashSet<>()).add(wave);
          certificatesOfHost.merge(host, 1, Integer::sum);
        }
      }
    }
    wavesOfHost.forEach((host, of) -> {
      if (certificatesOfHost.getOrDefault(host, 0) <= size) {
        assertThat(of).as(host.value()).hasSize(1);
      }
    });
  }

  private Candidate on(String... hosts) {
    counter++;
    return new Candidate(
        new CertificateId(new UUID(0, counter)),
        new DisplayName("c" + counter),
        new DisplayName("policy"),
        Version.first(),
        new SerialNumber("1"),
        Optional.empty(),
        Instant.EPOCH,
        new TreeSet<>(List.of(hosts)).stream().map(DisplayName::new).toList());
  }

  private static Terms terms(int canary, int size) {
    return new Terms(canary, size, 5, Duration.ofHours(2), Optional.empty(), Optional.empty());
  }

  private static List<String> hostsOf(List<Candidate> wave) {
    return wave.stream().flatMap(each -> each.agents().stream()).map(DisplayName::value).toList();
  }
}
