package org.keyferry.repository.incident;

import java.util.Locale;

/// The name of a state, for rows, lists and people.
public enum RevocationState {
  HELD("1/3: hosts are to serve a newer version"),
  DUE("2/3: the CA is to be asked"),
  REVOKED("3/3: the CA has revoked it"),
  REFUSED("ended: the CA refused"),
  WITHDRAWN("ended: an officer took it back");

  private final String stage;

  RevocationState(String stage) {
    this.stage = stage;
  }

  public static RevocationState of(Revocation revocation) {
    return switch (revocation) {
      case Revocation.Held _ -> HELD;
      case Revocation.Due _ -> DUE;
      case Revocation.Revoked _ -> REVOKED;
      case Revocation.Refused _ -> REFUSED;
      case Revocation.Withdrawn _ -> WITHDRAWN;
    };
  }

  /// In words: `2/3: the CA is to be asked`.
  public String stage() {
    return stage;
  }

  /// As JSON and rows have it: `due`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
