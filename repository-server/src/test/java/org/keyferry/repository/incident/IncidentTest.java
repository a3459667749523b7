package org.keyferry.repository.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.bundle.AuditCheckpoint;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.issuance.KnownVersions;
import org.keyferry.testkit.TurnableClock;

/// An incident goes from wave to wave as hosts serve what was ordered, stops by itself, and goes on
/// wherever it was when the repository died.
class IncidentTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final DisplayName NAME = new DisplayName("leak");
  private static final Duration PATIENCE = Duration.ofHours(2);

  private final World world = new World(Integer.MAX_VALUE);

  @Test
  void nothingIsOrderedBeforeItRuns() {
    world.plan(10);

    world.work();

    assertThat(world.hosts.placed).isEmpty();
  }

  @Test
  void theNextWaveBeginsWhenTheOneBeforeIsServed() {
    world.plan(0);
    world.run();

    world.work();
    assertThat(world.hosts.placed).hasSize(2);

    world.hosts.issues();
    world.work();
    world.work();
    assertThat(world.hosts.placed).as("issued, and not served").hasSize(2);

    world.hosts.serves();
    world.work();
    assertThat(world.hosts.placed).hasSize(6);
    assertThat(world.wave()).isEqualTo(2);
  }

  @Test
  void itIsDoneWhenAllAreServed() {
    world.plan(0);
    world.run();

    world.workUntilItStands();

    assertThat(world.state()).isEqualTo(IncidentState.DONE);
    assertThat(world.tally().served()).isEqualTo(World.CERTIFICATES);
    assertThat(world.hosts.placed.values()).containsOnly(1);
  }

  @Test
  void whatSomebodyElseRenewedIsNotOrderedAgain() {
    world.plan(0);
    world.hosts.order(World.terms(0), world.subject(1));
    world.hosts.issues();
    world.run();

    world.workUntilItStands();

    assertThat(world.state()).isEqualTo(IncidentState.DONE);
    assertThat(world.hosts.placed.values()).containsOnly(1);
  }

  @Test
  void whatFindsNoTokenOfItsCaWaitsWithoutRunningOutOfPatience() {
    world.budgets.left = 3;
    world.plan(0);
    world.run();

    world.workUntilItStands();
    world.clock.turn(PATIENCE.multipliedBy(2));
    world.work();

    assertThat(world.hosts.placed).as("the canary, and one of the next wave").hasSize(3);
    assertThat(world.state()).isEqualTo(IncidentState.RUNNING);
    assertThat(world.tally().failed()).isZero();

    world.budgets.left = World.CERTIFICATES;
    world.workUntilItStands();

    assertThat(world.state()).isEqualTo(IncidentState.DONE);
    assertThat(world.hosts.placed.values()).containsOnly(1);
  }

  @Test
  void whatWaitsForATokenDoesNotBlockWhatIsBehindIt() {
    world.ordersPerTick = 1;
    world.budgets.withoutToken.add(World.id(1));
    world.plan(0);
    world.run();

    world.work();

    assertThat(world.hosts.placed).containsOnlyKeys(World.id(2));
  }

  @Test
  void whatItsCaDoesNotTakeYetDoesNotRunOutOfPatience() {
    world.plan(0);
    world.run();
    world.work();
    world.hosts.orderOf(World.id(1)).ifPresent(world.hosts.heldUp::add);
    world.hosts.orderOf(World.id(2)).ifPresent(world.hosts.heldUp::add);

    world.clock.turn(PATIENCE);
    world.work();
    assertThat(world.tally().failed()).isZero();

    world.hosts.heldUp.clear();
    world.clock.turn(PATIENCE.minusSeconds(1));
    world.work();
    assertThat(world.tally().failed()).as("its patience began anew").isZero();

    world.clock.turn(Duration.ofSeconds(1));
    world.work();
    assertThat(world.tally().failed()).isEqualTo(2);
  }

  @Nested
  class WhenTooManyOfAWaveFail {

    @Test
    void itPausesAndSaysWhy() {
      world.hosts.refused.add(World.id(3));
      world.plan(0);
      world.run();

      world.workUntilItStands();

      assertThat(world.state()).isEqualTo(IncidentState.PAUSED);
      assertThat(world.why()).startsWith("of the 4 certificates of wave 2, 1 failed, and 0 may");
      assertThat(world.reasonOf(3)).isEqualTo("the CA said no");
      assertThat(world.hosts.placed).as("the third wave has not begun").hasSize(6);
    }

    @Test
    void whatWasUnderWayIsWatchedToItsEnd() {
      world.hosts.refused.add(World.id(3));
      world.plan(0);
      world.run();
      world.workUntilItStands();

      world.hosts.serves();
      world.work();

      assertThat(world.tally().served()).isEqualTo(5);
    }

    @Test
    void resumingTriesThoseAgainThatFailed() {
      world.hosts.refused.add(World.id(3));
      world.plan(0);
      world.run();
      world.workUntilItStands();

      world.hosts.refused.clear();
      world.resume();
      world.workUntilItStands();

      assertThat(world.state()).isEqualTo(IncidentState.DONE);
      assertThat(world.tally().served()).isEqualTo(World.CERTIFICATES);
      assertThat(world.hosts.placed.get(World.id(3))).isEqualTo(2);
    }

    @Test
    void aHostThatRolledBackIsNotWaitedFor() {
      world.hosts.broken.add(World.id(1));
      world.plan(0);
      world.run();

      world.workUntilItStands();

      assertThat(world.state()).isEqualTo(IncidentState.PAUSED);
      assertThat(world.reasonOf(1)).contains("agent web1", "nginx -t failed");
    }
  }

  @Test
  void aFewMayFailIfTheOfficerSaidSo() {
    world.hosts.refused.add(World.id(3));
    world.plan(25);
    world.run();

    world.workUntilItStands();

    assertThat(world.state()).isEqualTo(IncidentState.DONE);
    assertThat(world.tally().served()).isEqualTo(World.CERTIFICATES - 1);
    assertThat(world.tally().failed()).isEqualTo(1);
  }

  @Test
  void aHostThatIsSilentIsWaitedForAsLongAsTheOfficerSaid() {
    world.plan(0);
    world.run();
    world.work();
    world.hosts.issues();

    world.clock.turnTo(NOON.plus(PATIENCE).minusSeconds(1));
    world.work();
    assertThat(world.tally().failed()).isZero();

    world.clock.turnTo(NOON.plus(PATIENCE));
    world.work();
    assertThat(world.state()).isEqualTo(IncidentState.PAUSED);
    assertThat(world.reasonOf(1)).contains("0 of 1 targets serve 1.2 after PT2H");
  }

  @Test
  void whilePausedNothingIsOrdered() {
    world.plan(0);
    world.run();
    world.pause();

    world.work();

    assertThat(world.hosts.placed).isEmpty();
    world.resume();
    world.work();
    assertThat(world.hosts.placed).hasSize(2);
  }

  /// Each step is noted; whatever is done between two notes is found by the next tick.
  @Test
  void aDeathAtAnyPointCostsNothing() {
    var points = new LinkedHashSet<String>();
    for (var fuse = 0; ; fuse++) {
      var mortal = new World(fuse);
      mortal.plan(0);
      mortal.run();
      var died = mortal.workUntilItDies();
      if (died.isEmpty()) {
        break;
      }
      points.add(died.get());

      mortal.comesBack();

      assertThat(mortal.state()).as("after " + died.get()).isEqualTo(IncidentState.DONE);
      assertThat(mortal.tally().served()).as("after " + died.get()).isEqualTo(World.CERTIFICATES);
      assertThat(mortal.hosts.placed.values())
          .as("orders, after " + died.get())
          .hasSize(World.CERTIFICATES)
          .containsOnly(1);
    }
    assertThat(points)
        .contains("before order", "after order", "before replace", "after replace")
        .hasSizeGreaterThan(8);
  }

  /// Ten certificates in waves of two, four and four.
  private static final class World {

    static final int CERTIFICATES = 10;

    final TurnableClock clock = TurnableClock.at(NOON);
    final ReplacingWorld hosts = new ReplacingWorld();
    final RationedBudgets budgets = new RationedBudgets();
    private final IncidentsInMemory incidents = new IncidentsInMemory();
    int ordersPerTick = 50;
    private int fuse;
    private String died = "";

    World(int fuse) {
      this.fuse = fuse;
    }

    static CertificateId id(int number) {
      return new CertificateId(new UUID(0, number));
    }

    Replacement.Subject subject(int number) {
      return new Replacement.Subject(
          id(number),
          Version.first(),
          new SerialNumber(Integer.toHexString(number)),
          number <= 2 ? 1 : number <= 6 ? 2 : 3);
    }

    static Terms terms(int stopOnError) {
      return new Terms(2, 4, stopOnError, PATIENCE, Optional.empty(), Optional.empty());
    }

    void plan(int stopOnError) {
      var terms = terms(stopOnError);
      var waiting = new ArrayList<Replacement.Waiting>();
      for (var number = 1; number <= CERTIFICATES; number++) {
        waiting.add(new Replacement.Waiting(subject(number)));
      }
      incidents.add(
          new Incident.Planned(new Plan(NAME, anySelection(), terms, 3)),
          new Forecast(CERTIFICATES, 1, CERTIFICATES, List.of()),
          waiting,
          Actor.repository(),
          clock.instant());
    }

    private static Selection anySelection() {
      return new Selection(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Set.of(),
          Optional.empty(),
          Optional.of(new NamePattern("*")),
          Optional.empty(),
          Optional.empty());
    }

    void run() {
      if (found().incident() instanceof Incident.Planned planned) {
        move(planned.run());
      }
    }

    void pause() {
      if (found().incident() instanceof Incident.Running running) {
        move(running.pause("somebody paused it"));
      }
    }

    void resume() {
      var failed = EnumSet.of(ReplacementState.FAILED);
      for (var each : incidents.certificates(NAME, failed, 3, CERTIFICATES)) {
        if (each.replacement() instanceof Replacement.Failed failure) {
          incidents.replace(each, failure.again(), clock.instant());
        }
      }
      if (found().incident() instanceof Incident.Paused paused) {
        move(paused.resume(Optional.empty()));
      }
    }

    private void move(Incident next) {
      incidents.replace(found(), next, Actor.repository(), clock.instant());
    }

    void work() {
      worker(false).work(NAME);
    }

    void workUntilItStands() {
      goOn(false);
    }

    Optional<String> workUntilItDies() {
      try {
        goOn(true);
        return Optional.empty();
      } catch (Death _) {
        return Optional.of(died);
      }
    }

    void comesBack() {
      goOn(false);
    }

    /// CA and hosts keep up with each tick.
    private void goOn(boolean mortal) {
      var worker = worker(mortal);
      for (var tick = 0; tick < 30 && state() == IncidentState.RUNNING; tick++) {
        worker.work(NAME);
        hosts.issues();
        hosts.serves();
        clock.turn(Duration.ofSeconds(5));
      }
    }

    IncidentState state() {
      return IncidentState.of(found().incident());
    }

    int wave() {
      return IncidentState.waveOf(found().incident());
    }

    String why() {
      return found().incident() instanceof Incident.Paused paused ? paused.why() : "";
    }

    Tally tally() {
      var sum = new HashMap<ReplacementState, Integer>();
      for (var each : incidents.certificates(NAME, Optional.empty(), CERTIFICATES)) {
        sum.merge(ReplacementState.of(each.replacement()), 1, Integer::sum);
      }
      return new Tally(sum);
    }

    String reasonOf(int number) {
      return incidents.certificates(NAME, Optional.empty(), CERTIFICATES).stream()
          .map(StoredReplacement::replacement)
          .filter(each -> each.subject().certificate().equals(id(number)))
          .map(each -> each instanceof Replacement.Failed failed ? failed.reason() : "")
          .findFirst()
          .orElseThrow();
    }

    private StoredIncident found() {
      return incidents.named(NAME).orElseThrow();
    }

    private IncidentWorker worker(boolean mortal) {
      var these = mortal ? mortal(Incidents.class, incidents) : incidents;
      var orders = mortal ? mortal(ReplacementOrders.class, hosts) : hosts;
      var engine = new IncidentEngine(orders, new RevocationsInMemory(), clock);
      var book =
          new IncidentBook(
              these,
              orders,
              (_, _) -> {
                throw new IllegalStateException("nothing is to be revoked");
              },
              new KnownVersions(),
              new Unheard(),
              clock);
      Coverages coverages =
          certificates -> {
            var all = new HashMap<CertificateId, Coverage>();
            certificates.forEach(each -> all.put(each, hosts.coverageOf(each, clock.instant())));
            return all;
          };
      return new IncidentWorker(these, engine, book, coverages, budgets, new Pace(ordersPerTick));
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

  private record Pace(int ordersPerTick) implements IncidentConfig {

    @Override
    public Duration tick() {
      return Duration.ofSeconds(5);
    }
  }

  private static final class Unheard implements Audit {

    @Override
    public void record(AuditEvent event) {}

    @Override
    public AuditCheckpoint checkpoint() {
      throw new IllegalStateException("nobody asks");
    }
  }

  /// No [RuntimeException], so that nothing in between makes a failed attempt of it.
  private static final class Death extends Error {
    private static final long serialVersionUID = 1;
  }
}
