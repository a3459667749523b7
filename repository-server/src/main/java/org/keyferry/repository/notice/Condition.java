package org.keyferry.repository.notice;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;

/// Something that somebody must see to.
///
/// @param subject what it is about, such as the name of a certificate; with the kind, what the
///   condition is known by
/// @param since when it began
/// @param sentence for people: what is wrong, and what to do
public record Condition(Kind kind, String subject, Instant since, String sentence) {

  /// The worst first, then by subject.
  static final Comparator<Condition> BY_WEIGHT =
      Comparator.comparing(Condition::kind).thenComparing(Condition::subject);

  Key key() {
    return new Key(kind, subject);
  }

  /// What is the matter, the worst first.
  public enum Kind {
    /// A host serves a certificate that has expired.
    EXPIRED,
    /// An agent's identity may be on two hosts.
    AGENT_QUARANTINED,
    /// A certificate of the repository itself expires soon: nobody can call it then.
    REPOSITORY_EXPIRING,
    /// An incident has stopped, and waits for an officer.
    INCIDENT_PAUSED,
    /// A CA does not revoke what it should, or will not.
    REVOCATION_FAILING,
    /// A renewal should have come to its end long ago.
    RENEWAL_OVERDUE,
    /// A CA does not answer.
    CA_DOWN,
    /// A host does not hold or serve what it should.
    DRIFT,
    /// An agent has not called for long.
    AGENT_SILENT,
    /// The identity of an agent expires soon, and then it has to enroll again.
    IDENTITY_EXPIRING,
    /// An officer's certificate expires soon.
    OFFICER_EXPIRING,
    /// An enrollment token that nobody has used expires soon, or did.
    TOKEN_EXPIRING;

    /// @throws IllegalArgumentException naming the kinds there are
    public static Kind parse(String text) {
      return Arrays.stream(values())
          .filter(each -> each.toString().equals(text))
          .findFirst()
          .orElseThrow(
              () -> new IllegalArgumentException("not one of " + Arrays.toString(values())));
    }

    /// As JSON writes it.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// What a condition is known by.
  record Key(Kind kind, String subject) {}
}
