package org.keyferry.repository.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.agent.Generations.Verdict;
import org.keyferry.repository.agent.ReportedGenerations.Reported;

/// One host is told from two by what it reports, and a host with bad luck is not taken for two
/// (T5).
class GenerationsTest {

  private static final int RUNS = Integer.getInteger("keyferry.generations.runs", 1_000);
  private static final int STEPS = 80;
  private static final int KEPT = 16; // as the database does
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  @Test
  void oneHostIsNeverTakenForTwo() {
    var reports = 0;
    var crashes = 0;
    var lost = 0;
    var late = 0;
    for (var seed = 0; seed < RUNS; seed++) {
      var repository = new Repository();
      var host = new Host("host", new Random(seed), repository);
      for (var step = 0; step < STEPS; step++) {
        host.lives();
        assertThat(repository.caught).as("seed %d step %d", seed, step).isFalse();
      }
      reports += repository.taken;
      crashes += host.crashes;
      lost += host.lost;
      late += host.late;
    }
    System.out.printf(
        Locale.ROOT,
        "runs=%d reports=%d crashes=%d lost=%d late=%d falsely quarantined=0%n",
        RUNS,
        reports,
        crashes,
        lost,
        late);
    assertThat(crashes).isPositive();
    assertThat(lost).isPositive();
    assertThat(late).isPositive();
  }

  /// That is the second at the latest: a report that was not answered when the state was copied is
  /// sent by both.
  @Test
  void twoHostsAreToldApartByTheFirstReportThatIsNotInBothStates() {
    var reports = 0;
    for (var seed = 0; seed < RUNS; seed++) {
      var random = new Random(seed);
      var repository = new Repository();
      var host = new Host("host", random, repository);
      for (var step = random.nextInt(STEPS); step > 0; step--) {
        host.lives();
      }
      var clone = host.copied("clone");
      var generation = host.generation;
      while (!repository.caught) {
        assertThat(Math.min(host.heardSince(generation), clone.heardSince(generation)))
            .as("seed %d: new reports of the host that was heard less", seed)
            .isZero();
        (random.nextBoolean() ? host : clone).lives();
        reports++;
      }
      assertThat(Math.min(host.heardSince(generation), clone.heardSince(generation)))
          .as("seed %d: none, if what both have comes when the repository has forgotten it", seed)
          .isLessThanOrEqualTo(1);
    }
    System.out.printf(
        Locale.ROOT, "clones=%d caught=%d attempts to report=%d%n", RUNS, RUNS, reports);
  }

  @Test
  void aHostThatWasSetBackIsCaughtByItsFirstReport() {
    for (var seed = 0; seed < RUNS; seed++) {
      var random = new Random(seed);
      var repository = new Repository();
      var host = new Host("host", random, repository);
      host.answered();
      var backup = host.copied("backup");
      for (var number = 1 + random.nextInt(40); number > 0; number--) {
        host.answered();
      }

      backup.answered();

      assertThat(repository.caught).as("seed %d", seed).isTrue();
    }
  }

  @Test
  void aRequestForAnIdentityThatAReportOvertookIsNotHeldAgainstTheHost() {
    var generations =
        new Generations(List.of(new Reported(7, Thumbprint.of("7"), NOW.minusSeconds(30))));

    assertThat(generations.onRenewal(8, NOW)).isEqualTo(Verdict.NEXT);
    assertThat(generations.onRenewal(7, NOW)).isEqualTo(Verdict.NEXT);
    assertThat(generations.onRenewal(6, NOW)).isEqualTo(Verdict.LATE);
    assertThat(generations.onRenewal(6, NOW.plus(Duration.ofMinutes(2)))).isEqualTo(Verdict.CLONED);
  }

  @Test
  void theFirstOfAnAgentIsAnyGeneration() {
    assertThat(new Generations(List.of()).onReport(41, Thumbprint.of("41")))
        .isEqualTo(Verdict.NEXT);
    assertThat(new Generations(List.of()).onRenewal(0, NOW)).isEqualTo(Verdict.NEXT);
  }

  /// What the repository knows of one agent.
  private static final class Repository {

    private final List<Reported> reported = new ArrayList<>();
    private int taken;
    private boolean caught;

    void take(Statement statement) {
      var report = Thumbprint.of(statement.text());
      switch (new Generations(reported).onReport(statement.generation(), report)) {
        case NEXT -> {
          reported.addFirst(new Reported(statement.generation(), report, NOW));
          if (reported.size() > KEPT) {
            reported.removeLast();
          }
          taken++;
        }
        case REPEATED -> {
          // taken before
        }
        case LATE, CLONED -> caught = true;
      }
    }

    boolean hasAlmostForgotten(Statement statement) {
      return reported.size() == KEPT
          && reported.get(KEPT - 2).generation() >= statement.generation();
    }
  }

  private record Statement(long generation, String text) {}

  /// A host as the agent is: what it says is on its disk first, and is repeated until it is
  /// answered.
  private static final class Host {

    private final String name;
    private final Random random;
    private final Repository repository;
    private final List<Statement> onTheirWay = new ArrayList<>();
    private final Set<Statement> heard = new HashSet<>();

    private long generation;
    private @Nullable Statement unanswered;
    private int crashes;
    private int lost;
    private int late;

    Host(String name, Random random, Repository repository) {
      this.name = name;
      this.random = random;
      this.repository = repository;
    }

    Host copied(String name) {
      var copy = new Host(name, random, repository);
      copy.generation = generation;
      copy.unanswered = unanswered;
      return copy;
    }

    /// One report that meets no trouble.
    void answered() {
      hear(begun());
      unanswered = null;
    }

    void lives() {
      for (var statement : List.copyOf(onTheirWay)) {
        if (random.nextInt(3) == 0 || repository.hasAlmostForgotten(statement)) {
          onTheirWay.remove(statement);
          hear(statement);
          late++;
        }
      }
      var statement = begun();
      switch (random.nextInt(6)) {
        case 0 -> crashes++; // between the disk and the network
        case 1 -> lost++; // the request
        case 2 -> onTheirWay.add(statement); // the host gives up waiting
        case 3 -> { // the answer
          hear(statement);
          lost++;
        }
        default -> {
          hear(statement);
          unanswered = null;
        }
      }
    }

    long heardSince(long generation) {
      return heard.stream().filter(each -> each.generation() > generation).count();
    }

    private Statement begun() {
      if (unanswered == null) {
        generation++;
        unanswered = new Statement(generation, name + " " + random.nextLong());
      }
      return unanswered;
    }

    private void hear(Statement statement) {
      heard.add(statement);
      repository.take(statement);
    }
  }
}
