package org.keyferry.protocol.agent;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /v1/reports`: what a host holds and what it really serves, after a round.
///
/// @param agentVersion release of the agent program
/// @param at when the round ended, by the host's clock
/// @param targets each target of the host once
public record Report(String agentVersion, Instant at, List<TargetReport> targets) {

  public Report {
    targets = List.copyOf(targets);
  }

  /// @param target name of the target, as the host admin chose it
  /// @param certificate id of the certificate, or null if the host has not learned it yet
  /// @param certificateName what the target asks for
  /// @param installed version on disk, `epoch.counter`, or null before the first
  /// @param installedSerial serial number of the leaf on disk, hexadecimal, or null
  /// @param servedSerial serial number of the leaf that the server presented, or null if it was not
  ///   probed or did not answer
  /// @param state one of `served`, `installed`, `rolled-back`, `failed`, `waiting`
  /// @param detail a sentence for people, or null if there is nothing to say
  public record TargetReport(
      String target,
      @Nullable String certificate,
      String certificateName,
      @Nullable String installed,
      @Nullable String installedSerial,
      @Nullable String servedSerial,
      String state,
      @Nullable String detail) {}
}
