package org.keyferry.repository.incident;

import java.util.Locale;

/// The name of a state, for rows, lists and people.
public enum ReplacementState {
  WAITING,
  ORDERED,
  ISSUED,
  SERVED,
  REVOKED,
  REHEARSED,
  FAILED;

  public static ReplacementState of(Replacement replacement) {
    return switch (replacement) {
      case Replacement.Waiting _ -> WAITING;
      case Replacement.Ordered _ -> ORDERED;
      case Replacement.Issued _ -> ISSUED;
      case Replacement.Served _ -> SERVED;
      case Replacement.Revoked _ -> REVOKED;
      case Replacement.Rehearsed _ -> REHEARSED;
      case Replacement.Failed _ -> FAILED;
    };
  }

  /// As JSON and rows have it: `served`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
