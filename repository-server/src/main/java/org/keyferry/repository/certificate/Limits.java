package org.keyferry.repository.certificate;

import java.util.List;

/// What a CA takes of the repository.
///
/// @param each at most one of a kind
/// @param exemptsRenewals whether an order that names what it replaces (RFC 9773 §5) counts for
///   nothing
public record Limits(List<Limit> each, boolean exemptsRenewals) {

  public Limits {
    each = List.copyOf(each);
    if (each.stream().map(Limit::kind).distinct().count() < each.size()) {
      throw new IllegalArgumentException("a CA has one limit of a kind");
    }
  }

  /// The CA has none, or nobody knows them: it says so when it wants patience.
  public static Limits none() {
    return new Limits(List.of(), false);
  }
}
