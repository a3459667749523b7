package org.keyferry.repository.audit;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.keyferry.protocol.pki.Printable;

/// Something that happened, or is about to happen if the transaction commits.
///
/// @param kind domain and past tense with a dot between, such as `grant.removed`
/// @param actor who did it
/// @param subject what it happened to: an id or a name
/// @param facts what else belongs to it; never a secret. Ids are called `agent`, `certificate`,
///   `order` and so on. Values are made printable and cut at 200 characters
public record AuditEvent(
    String kind, Actor actor, String subject, SortedMap<String, String> facts) {

  private static final Pattern KIND = Pattern.compile("[a-z]+(-[a-z]+)*(\\.[a-z]+(-[a-z]+)*)+");
  private static final Pattern FACT = Pattern.compile("[a-z][A-Za-z0-9-]{0,39}");

  public AuditEvent {
    if (!KIND.matcher(kind).matches()) {
      throw new IllegalArgumentException("not a kind of event: " + Printable.of(kind));
    }
    subject = printable(subject);
    facts = printable(facts);
  }

  public static AuditEvent of(String kind, Actor actor, String subject) {
    return new AuditEvent(kind, actor, subject, new TreeMap<>());
  }

  /// The same event with one more fact; the value is what its `toString` says.
  public AuditEvent with(String fact, Object value) {
    var more = new TreeMap<>(facts);
    more.put(fact, value.toString());
    return new AuditEvent(kind, actor, subject, more);
  }

  public Optional<String> fact(String name) {
    return Optional.ofNullable(facts.get(name));
  }

  private static SortedMap<String, String> printable(Map<String, String> facts) {
    var copy = new TreeMap<String, String>();
    facts.forEach((name, value) -> {
      if (!FACT.matcher(name).matches()) {
        throw new IllegalArgumentException("not the name of a fact: " + Printable.of(name));
      }
      copy.put(name, printable(value));
    });
    return Collections.unmodifiableSortedMap(copy);
  }

  /// What comes out stays as it is when it comes back from the database: escapes may have made the
  /// text longer than what is kept.
  private static String printable(String text) {
    var shown = Printable.of(text);
    return shown.equals(text) ? text : printable(shown);
  }
}
