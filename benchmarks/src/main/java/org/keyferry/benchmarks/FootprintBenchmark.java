package org.keyferry.benchmarks;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.keyferry.testkit.ChallengeDns;
import org.keyferry.testkit.FreePort;
import org.keyferry.testkit.Pebble;
import org.keyferry.testkit.installation.Installation;

/// What the agent takes from a host, in each form in which it is built: memory and CPU time of a
/// round that changes nothing, of one that installs, and of the agent that stays. Beside it
/// `certbot renew` and `lego renew`, each with one certificate that is not due.
final class FootprintBenchmark {

  private static final int IDLE_ROUNDS = 7;
  private static final int INSTALLS = 5;
  private static final int RESIDENT_INSTALLS = 3;
  private static final Duration POLL = Duration.ofSeconds(55); // the agent's default
  private static final Duration AT_REST = POLL.multipliedBy(2);
  private static final String ORDERED = "POST /order-plz";

  private final PrintStream out;
  private final FootprintTable table;
  private final Meter meter;
  private final List<MeasuredAgent> agents = new ArrayList<>();
  private final List<RenewalClient> peers = new ArrayList<>();

  private FootprintBenchmark(PrintStream out, Meter meter) {
    this.out = out;
    this.table = new FootprintTable(out);
    this.meter = meter;
  }

  static void run(PrintStream out) {
    try (var installation = Installation.running()) {
      var benchmark = new FootprintBenchmark(out, Meter.in(installation.directory()));
      try {
        benchmark.enroll(installation);
        var idle = benchmark.idleRounds(installation.directory());
        benchmark.installs(idle);
        benchmark.residents(idle);
      } finally {
        benchmark.agents.forEach(MeasuredAgent::close);
      }
    }
  }

  private void enroll(Installation installation) {
    var forms = AgentProgram.built();
    for (var form : forms) {
      agents.add(MeasuredAgent.on(installation, form, meter, POLL));
    }
    if (forms.stream().noneMatch(AgentProgram::isNative)) {
      out.println("native: skipped, none was built: ./mvnw -Pnative package, with GRAALVM_HOME");
    }
  }

  private Map<String, List<Cost>> idleRounds(Path directory) {
    var http01 = FreePort.tcp();
    try (var dns = ChallengeDns.start();
        var ca = Pebble.settings(dns.address(), http01).start()) {
      if (RenewalClient.isInstalled("certbot")) {
        peers.add(RenewalClient.certbot(ca, directory.resolve("certbot"), http01));
      } else {
        out.println("certbot: skipped, not installed: apt-get install certbot");
      }
      peers.add(RenewalClient.lego(ca, directory.resolve("lego"), http01));
      var ordered = ca.logged(ORDERED);

      var rounds = new LinkedHashMap<String, Supplier<Cost>>();
      agents.forEach(agent -> rounds.put(onceOf(agent), agent::idleRound));
      peers.forEach(peer -> rounds.put(peer.name(), () -> peer.idleRound(meter)));
      var _ = inTurn(rounds, 1); // the files of each are in the machine's memory then
      var costs = inTurn(rounds, IDLE_ROUNDS);

      if (ordered < peers.size() || ca.logged(ORDERED) != ordered) {
        throw new IllegalStateException("renewals were to order nothing: " + ca.log());
      }
      table.runs("nothing to do", IDLE_ROUNDS, peerNames());
      costs.forEach((name, runs) -> table.run(name, runs, peersOf(costs)));
      return costs;
    }
  }

  private void installs(Map<String, List<Cost>> idle) {
    var rounds = new LinkedHashMap<String, Supplier<Cost>>();
    agents.forEach(agent -> rounds.put(onceOf(agent), agent::installingRound));
    var costs = inTurn(rounds, INSTALLS);
    table.runs("an install", INSTALLS, List.of("no change"));
    costs.forEach((name, runs) -> table.run(name, runs, List.of(idle.get(name))));
  }

  /// All at once: at rest, one does not disturb the other.
  private void residents(Map<String, List<Cost>> idle) {
    var residents = new ArrayList<ResidentAgent>();
    try {
      agents.forEach(agent -> residents.add(ResidentAgent.start(agent)));
      for (var install = 0; install < RESIDENT_INSTALLS; install++) {
        residents.forEach(ResidentAgent::install);
      }
      residents.forEach(ResidentAgent::rests);
      awaitEndOfRest();
      table.residents(RESIDENT_INSTALLS, peerNames());
      for (var resident : residents) {
        var memory = resident.memory();
        table.resident(
            resident.name() + ", run",
            memory,
            resident.cpuOfAPoll(),
            resident.installs(),
            peersOf(idle));
      }
    } finally {
      residents.forEach(ResidentAgent::close);
    }
  }

  private static void awaitEndOfRest() {
    var end = System.nanoTime() + AT_REST.toNanos();
    Awaitility.await("two polls")
        .atMost(AT_REST.plusSeconds(5))
        .pollInterval(Duration.ofMillis(250))
        .until(() -> System.nanoTime() - end >= 0);
  }

  private static Map<String, List<Cost>> inTurn(Map<String, Supplier<Cost>> rounds, int count) {
    var costs = new LinkedHashMap<String, List<Cost>>();
    for (var round = 0; round < count; round++) {
      rounds.forEach(
          (name, each) -> costs.computeIfAbsent(name, _ -> new ArrayList<>()).add(each.get()));
    }
    return costs;
  }

  private List<String> peerNames() {
    return peers.stream().map(RenewalClient::name).toList();
  }

  private List<List<Cost>> peersOf(Map<String, List<Cost>> costs) {
    return peers.stream().map(peer -> costs.get(peer.name())).toList();
  }

  private static String onceOf(MeasuredAgent agent) {
    return agent.name() + ", once";
  }
}
