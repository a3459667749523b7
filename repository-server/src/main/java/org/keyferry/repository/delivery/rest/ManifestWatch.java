package org.keyferry.repository.delivery.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.repository.audit.AuditEntry;
import org.keyferry.repository.audit.ChangeFeed;
import org.keyferry.repository.delivery.SignedManifest;

/// What this replica remembers of each agent's manifest, so that a poll costs no query, and who
/// waits for it to change.
///
/// Any thread; nothing here blocks.
@ApplicationScoped
class ManifestWatch {

  private static final int MOST_WAITING = 16;

  private final ChangeFeed feed;
  private final InstantSource clock;
  private final Map<AgentId, Memory> memories = new ConcurrentHashMap<>();
  private volatile boolean closed;

  ManifestWatch(ChangeFeed feed, InstantSource clock) {
    this.feed = feed;
    this.clock = clock;
  }

  /// Whether the agent's manifest has this entity tag for sure: it need not be read to know.
  boolean says(AgentId agent, String entityTag) {
    var memory = memories.get(agent);
    return memory != null && feed.isLive() && memory.says(entityTag, clock.instant());
  }

  /// How often the agent's manifest may have changed; to be asked before it is read.
  long changes(AgentId agent) {
    return memoryOf(agent).changes();
  }

  /// Remembers what was read, unless it may have changed since.
  ///
  /// @param changes what [#changes] said before
  void remember(long changes, SignedManifest read) {
    memoryOf(read.agent()).remember(changes, read);
  }

  /// Calls `wake` once, when the manifest may have changed.
  Parking park(AgentId agent, String entityTag, Runnable wake) {
    return feed.isLive() && !closed
        ? memoryOf(agent).park(entityTag, clock.instant(), wake)
        : Parking.NOBODY_WOULD_CALL;
  }

  /// `wake` will not be called any more.
  void leave(AgentId agent, Runnable wake) {
    memoryOf(agent).leave(wake);
  }

  /// Calls everybody who waits, and lets nobody wait any more.
  void close() {
    closed = true;
    memories.values().forEach(Memory::change);
  }

  void onChange(@Observes AuditEntry entry) {
    var kind = entry.event().kind();
    if (kind.equals("bundle.sealed") || kind.equals("grant.removed") || kind.startsWith("agent.")) {
      entry.event().fact("agent").map(AgentId::parse).ifPresent(this::change);
    }
  }

  private void change(AgentId agent) {
    var memory = memories.get(agent);
    if (memory != null) {
      memory.change();
    }
  }

  private Memory memoryOf(AgentId agent) {
    return memories.computeIfAbsent(agent, _ -> new Memory());
  }

  /// What came of the wish to wait.
  enum Parking {
    /// It waits.
    PARKED,
    /// The manifest may have another tag by now: read it again.
    CHANGED,
    /// This replica does not hear of changes, or goes down.
    NOBODY_WOULD_CALL,
    /// The agent has too many requests waiting.
    CROWDED
  }

  /// Of one agent.
  private static final class Memory {

    private final Set<Runnable> waiting = new LinkedHashSet<>();
    private long changes;
    private @Nullable String entityTag;
    private Instant until = Instant.MIN;

    synchronized boolean says(String tag, Instant now) {
      return tag.equals(entityTag) && now.isBefore(until);
    }

    synchronized long changes() {
      return changes;
    }

    synchronized void remember(long changesBefore, SignedManifest read) {
      if (changes == changesBefore) {
        entityTag = read.entityTag();
        until = read.renewAt();
      }
    }

    synchronized Parking park(String tag, Instant now, Runnable wake) {
      if (!says(tag, now)) {
        return Parking.CHANGED;
      }
      if (waiting.size() >= MOST_WAITING) {
        return Parking.CROWDED;
      }
      waiting.add(wake);
      return Parking.PARKED;
    }

    synchronized void leave(Runnable wake) {
      waiting.remove(wake);
    }

    void change() {
      forget().forEach(Runnable::run);
    }

    private synchronized List<Runnable> forget() {
      changes++;
      entityTag = null;
      var called = new ArrayList<>(waiting);
      waiting.clear();
      return called;
    }
  }
}
