package org.keyferry.repository.delivery;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/// One way in which a target is not as it should be.
///
/// @param since when it began
/// @param detail a sentence for people
public record Drift(Kind kind, Instant since, String detail) {

  /// Ways to be not as it should be, the worst first.
  public enum Kind {
    /// What is served, or on disk where nobody looks, has expired.
    EXPIRED,
    /// A listener gave no answer.
    NOT_SERVED,
    /// A listener presents another certificate than the one on disk.
    STALE_LISTENER,
    /// Nothing is on disk.
    NOT_INSTALLED,
    /// An older version is on disk.
    BEHIND,
    /// A newer version is on disk than the repository knows: its database was set back.
    AHEAD,
    /// The leaf on disk is not the one of the version.
    ALTERED,
    /// The last install failed, or was taken back.
    FAILED,
    /// The newest version waits for the target's window.
    HELD,
    /// The newest version is not sealed to the agent yet.
    NOT_SEALED,
    /// The target asks for a certificate that the agent has no grant to.
    NOT_GRANTED,
    /// The target asks for a certificate that the repository does not have.
    UNKNOWN_CERTIFICATE,
    /// The agent has not called for long; what it last said may be true no more.
    SILENT_AGENT;

    /// @throws IllegalArgumentException naming the kinds there are
    public static Kind parse(String text) {
      return Arrays.stream(values())
          .filter(each -> each.toString().equals(text))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("not one of " + words()));
    }

    /// As JSON writes it.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String words() {
      return Stream.of(values()).map(Kind::toString).collect(joining(", "));
    }
  }
}
