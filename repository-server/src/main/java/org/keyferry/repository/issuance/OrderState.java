package org.keyferry.repository.issuance;

import java.util.Arrays;
import java.util.Locale;
import org.keyferry.protocol.pki.Printable;

/// The name of a state, for rows, lists and people.
public enum OrderState {
  PLANNED("1/6: the key is to be made"),
  KEYED("2/6: the CA is to be asked"),
  PENDING("3/6: the CA waits for the authorizations"),
  READY("4/6: the CA waits for the request"),
  PROCESSING("5/6: the CA issues"),
  VALID("6/6: the certificate is published"),
  INVALID("ended without a certificate"),
  CANCELLED("ended by an officer"),
  REHEARSED("4/6: the CA would issue; the rehearsal ends here");

  private final String stage;

  OrderState(String stage) {
    this.stage = stage;
  }

  public static OrderState of(Order order) {
    return switch (order) {
      case Order.Planned _ -> PLANNED;
      case Order.Keyed _ -> KEYED;
      case Order.Pending _ -> PENDING;
      case Order.Ready _ -> READY;
      case Order.Processing _ -> PROCESSING;
      case Order.Valid _ -> VALID;
      case Order.Invalid _ -> INVALID;
      case Order.Cancelled _ -> CANCELLED;
      case Order.Rehearsed _ -> REHEARSED;
    };
  }

  /// @throws IllegalArgumentException naming the states there are
  public static OrderState parse(String text) {
    return Arrays.stream(values())
        .filter(each -> each.toString().equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "state '" + Printable.of(text) + "' is none of " + Arrays.toString(values())));
  }

  /// In words: `3/6: the CA waits for the authorizations`.
  public String stage() {
    return stage;
  }

  /// As JSON and rows have it: `pending`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
