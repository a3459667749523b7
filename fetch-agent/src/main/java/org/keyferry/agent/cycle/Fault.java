package org.keyferry.agent.cycle;

/// Where something went wrong, for those who act on it: scripts by the exit code.
public enum Fault {
  /// What was installed is not served, or was taken back.
  SERVER,
  /// The repository does not answer.
  UNREACHABLE,
  /// The repository says no, or is not the one that this host trusts.
  REFUSED,
  /// What the repository says must not be believed.
  STATEMENT,
  /// This host's disk, or the token with its keys, does not take or does not have what it should.
  DISK
}
