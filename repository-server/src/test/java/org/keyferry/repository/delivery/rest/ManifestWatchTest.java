package org.keyferry.repository.delivery.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.AuditChain;
import org.keyferry.repository.audit.AuditEntry;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.delivery.SignedManifest;
import org.keyferry.repository.delivery.rest.ManifestWatch.Parking;
import org.keyferry.testkit.TurnableClock;

/// What is remembered is right, or it is not used.
class ManifestWatchTest {

  private static final Instant NOON = Instant.parse("2026-11-02T12:00:00Z");
  private static final AgentId WEB1 = new AgentId(new UUID(0, 1));
  private static final AgentId WEB2 = new AgentId(new UUID(0, 2));

  private final TurnableClock clock = TurnableClock.at(NOON);
  private final List<String> woken = new ArrayList<>();
  private boolean live = true;
  private final ManifestWatch watch = new ManifestWatch(() -> live, clock);
  private final SignedManifest manifest = manifestOf(WEB1, "one");
  private final String tag = manifest.entityTag();

  @Test
  void nothingIsSaidOfAnAgentThatIsNotRemembered() {
    assertThat(watch.says(WEB1, tag)).isFalse();
  }

  @Test
  void whatWasReadIsRemembered() {
    watch.remember(watch.changes(WEB1), manifest);

    assertThat(watch.says(WEB1, tag)).isTrue();
    assertThat(watch.says(WEB1, "\"another\"")).isFalse();
    assertThat(watch.says(WEB1, "")).isFalse();
    assertThat(watch.says(WEB2, tag)).isFalse();
  }

  @Test
  void halfOfItsFreshnessIsAsLongAsItIsUsed() {
    watch.remember(watch.changes(WEB1), manifest);

    clock.turn(Duration.ofMinutes(30).minusMillis(1));
    assertThat(watch.says(WEB1, tag)).isTrue();

    clock.turn(Duration.ofMillis(1));
    assertThat(watch.says(WEB1, tag)).isFalse();
  }

  @Test
  void whatMayHaveChangedWhileItWasReadIsNotRemembered() {
    var before = watch.changes(WEB1);
    watch.onChange(entry("bundle.sealed", WEB1));
    watch.remember(before, manifest);

    assertThat(watch.says(WEB1, tag)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "bundle.sealed, true",
    "grant.removed, true",
    "agent.revoked, true",
    "agent.quarantined, true",
    "grant.added, false", // nothing to fetch yet
    "bundle.released, false",
    "order.placed, false"
  })
  void whatChangesAManifestIsForgotten(String kind, boolean forgotten) {
    watch.remember(watch.changes(WEB1), manifest);

    watch.onChange(entry(kind, WEB1));

    assertThat(watch.says(WEB1, tag)).isEqualTo(!forgotten);
  }

  @Test
  void nothingIsBelievedWhileChangesAreNotHeard() {
    watch.remember(watch.changes(WEB1), manifest);

    live = false;

    assertThat(watch.says(WEB1, tag)).isFalse();
    assertThat(watch.park(WEB1, tag, () -> {})).isEqualTo(Parking.NOBODY_WOULD_CALL);
  }

  @Nested
  class WhoWaits {

    @Test
    void isCalledOnceWhenItsOwnManifestChanges() {
      watch.remember(watch.changes(WEB1), manifest);
      assertThat(watch.park(WEB1, tag, () -> woken.add("web1"))).isEqualTo(Parking.PARKED);

      watch.onChange(entry("bundle.sealed", WEB2));
      assertThat(woken).isEmpty();

      watch.onChange(entry("bundle.sealed", WEB1));
      watch.onChange(entry("bundle.sealed", WEB1));
      assertThat(woken).containsExactly("web1");
    }

    @Test
    void readsAgainIfItChangedJustBefore() {
      watch.remember(watch.changes(WEB1), manifest);
      watch.onChange(entry("grant.removed", WEB1));

      assertThat(watch.park(WEB1, tag, () -> woken.add("web1"))).isEqualTo(Parking.CHANGED);
    }

    @Test
    void isNotCalledAfterItLeft() {
      watch.remember(watch.changes(WEB1), manifest);
      Runnable wake = () -> woken.add("web1");
      watch.park(WEB1, tag, wake);

      watch.leave(WEB1, wake);
      watch.onChange(entry("bundle.sealed", WEB1));

      assertThat(woken).isEmpty();
    }

    @Test
    void isNotOneOfTooMany() {
      watch.remember(watch.changes(WEB1), manifest);
      for (var i = 0; i < 16; i++) {
        var name = "web1-" + i;
        assertThat(watch.park(WEB1, tag, () -> woken.add(name))).isEqualTo(Parking.PARKED);
      }

      assertThat(watch.park(WEB1, tag, () -> woken.add("more"))).isEqualTo(Parking.CROWDED);
    }

    @Test
    void isCalledWhenTheReplicaGoesDownAndWaitsNoMore() {
      watch.remember(watch.changes(WEB1), manifest);
      watch.park(WEB1, tag, () -> woken.add("web1"));

      watch.close();

      assertThat(woken).containsExactly("web1");
      watch.remember(watch.changes(WEB1), manifest);
      assertThat(watch.park(WEB1, tag, () -> {})).isEqualTo(Parking.NOBODY_WOULD_CALL);
    }
  }

  private static SignedManifest manifestOf(AgentId agent, String statement) {
    return new SignedManifest(
        agent,
        statement,
        Thumbprint.of(statement),
        SignedManifest.contentOf(List.of()),
        NOON,
        NOON.plus(Duration.ofHours(1)));
  }

  private static AuditEntry entry(String kind, AgentId agent) {
    return AuditChain.next(
        AuditChain.start(),
        NOON,
        AuditEvent.of(kind, Actor.repository(), "any").with("agent", agent));
  }
}
