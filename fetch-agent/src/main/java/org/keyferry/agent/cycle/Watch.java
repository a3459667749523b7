package org.keyferry.agent.cycle;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keyferry.agent.probe.Listener;
import org.keyferry.agent.probe.ProbeResult;

/// Looks at the listeners of a target.
///
/// One look proves little: a server has many workers, and for a while after a reload, or for good,
/// some of them present what they read before. So a proof takes several rounds of looks in a row,
/// spread over some time, with several new connections to each listener in each.
final class Watch {

  /// A server takes a moment from being told to having new workers.
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int STEADY = 3;
  private static final int CONNECTIONS = 4;
  private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(250);
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);
  private static final Duration SHORTEST_LOOK = Duration.ofMillis(500);

  private final Probe probe;
  private final Pause pause;
  private final InstantSource clock;

  Watch(Probe probe, Pause pause, InstantSource clock) {
    this.probe = probe;
    this.pause = pause;
    this.clock = clock;
  }

  /// One look at each.
  List<Look> once(List<Listener> listeners) throws InterruptedException {
    var looks = new ArrayList<Look>();
    for (var listener : listeners) {
      looks.add(look(listener, LONGEST_LOOK));
    }
    return looks;
  }

  /// Looks until all listeners present this leaf three rounds in a row, or patience ends. While
  /// they do, patience has no end: a busy host that takes a second for a handshake serves
  /// nonetheless.
  ///
  /// @param patience at least three rounds are made, even without any
  Proof prove(List<Listener> listeners, X509Certificate leaf, Duration patience)
      throws InterruptedException {
    var deadline = clock.instant().plus(patience);
    // as many as fit, whatever somebody does to the clock meanwhile
    var most = Math.max(STEADY, (int) patience.dividedBy(BETWEEN_ROUNDS));
    var seen = new HashSet<Listener>();
    var recent = new ArrayDeque<List<Look>>();
    var streak = 0;
    for (var rounds = 0; streak < STEADY; rounds++) {
      var impatient = rounds >= most || !clock.instant().isBefore(deadline);
      if (rounds >= STEADY && streak == 0 && impatient) {
        break;
      }
      if (rounds > 0) {
        pause.pause(BETWEEN_ROUNDS);
      }
      var looks = round(listeners, leaf, streak > 0, deadline);
      looks.stream().filter(each -> each.shows(leaf)).map(Look::listener).forEach(seen::add);
      streak = looks.stream().allMatch(each -> each.shows(leaf)) ? streak + 1 : 0;
      recent.addLast(looks);
      if (recent.size() > STEADY) {
        recent.removeFirst();
      }
    }
    return new Proof(leaf, streak == STEADY, worst(recent, leaf), seen);
  }

  /// Several new connections to each: one that shows something else settles it.
  ///
  /// @param isSteady whether all of them showed it in the round before
  private List<Look> round(
      List<Listener> listeners, X509Certificate leaf, boolean isSteady, Instant deadline)
      throws InterruptedException {
    var looks = new ArrayList<Look>();
    var until = isSteady ? Instant.MAX : deadline;
    for (var listener : listeners) {
      var look = look(listener, longest(until));
      looks.add(look);
      for (var further = 1; further < CONNECTIONS && look.shows(leaf); further++) {
        look = look(listener, LONGEST_LOOK);
        looks.add(look);
      }
      until = look.shows(leaf) ? Instant.MAX : deadline;
    }
    return looks;
  }

  /// For each listener the last look that was not as it should be, if there was one lately.
  private static List<Look> worst(Deque<List<Look>> recent, X509Certificate leaf) {
    Map<Listener, Look> worst = new LinkedHashMap<>();
    for (var round : recent) {
      for (var look : round) {
        worst.merge(look.listener(), look, (before, next) -> next.shows(leaf) ? before : next);
      }
    }
    return List.copyOf(worst.values());
  }

  private Look look(Listener listener, Duration longest) throws InterruptedException {
    return new Look(listener, probe.look(listener, longest));
  }

  private Duration longest(Instant deadline) {
    var left = Duration.between(clock.instant(), deadline);
    if (left.compareTo(SHORTEST_LOOK) < 0) {
      return SHORTEST_LOOK;
    }
    return left.compareTo(LONGEST_LOOK) < 0 ? left : LONGEST_LOOK;
  }

  /// One look, and how long it may take.
  @FunctionalInterface
  interface Probe {
    ProbeResult look(Listener listener, Duration longest) throws InterruptedException;
  }

  /// What many looks came to.
  ///
  /// @param isSteady whether every listener presented the leaf, time after time
  /// @param looks one for each listener: as it should be only if it always was, lately
  /// @param seenAt listeners that presented the leaf at least once
  record Proof(X509Certificate leaf, boolean isSteady, List<Look> looks, Set<Listener> seenAt) {

    Proof {
      looks = List.copyOf(looks);
      seenAt = Set.copyOf(seenAt);
    }

    /// Listeners that presented another certificate.
    List<Look> others() {
      return looks.stream().filter(each -> each.showsAnotherThan(leaf)).toList();
    }

    /// Listeners with which there was no TLS handshake.
    List<Look> silent() {
      return looks.stream().filter(Look::isSilent).toList();
    }

    /// What speaks against it, for people.
    String reason() {
      var faults =
          looks.stream().filter(each -> !each.shows(leaf)).map(each -> each.against(leaf)).toList();
      return String.join("; ", faults);
    }
  }
}
