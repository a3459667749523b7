package org.keyferry.protocol.officer;

import java.util.List;

/// What a CA takes of the repository, in all replicas together.
///
/// @param each at most one of a kind
/// @param exemptsRenewals whether renewals that say what they replace (RFC 9773 §5) count for
///   nothing
public record LimitsView(List<LimitView> each, boolean exemptsRenewals) {

  public LimitsView {
    each = List.copyOf(each);
  }
}
