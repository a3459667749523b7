package org.keyferry.protocol.agent;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /v1/reports`: what a host holds and what it really serves, after a round.
///
/// @param agentVersion release of the agent program
/// @param generation rises with every report of this host, and is on its disk before the report is
///   sent; a host that comes back with a lower one was copied or restored
/// @param at when the round ended, by the host's clock
/// @param targets each target of the host once, at most [#MOST_TARGETS]
public record Report(String agentVersion, long generation, Instant at, List<TargetReport> targets) {

  public static final int MOST_TARGETS = 500;

  public Report {
    targets = List.copyOf(targets);
  }

  /// @param target name of the target, as the host admin chose it
  /// @param kind of the target: `nginx`, `haproxy`, …
  /// @param certificate id of the certificate, or null if the host has not learned it yet
  /// @param certificateName what the target asks for
  /// @param installed version on disk, `epoch.counter`, or null before the first
  /// @param installedSerial serial number of the leaf on disk, hexadecimal, or null
  /// @param installedNotAfter when the leaf on disk expires, or null
  /// @param servedSerial serial number of the leaf that every listener presented, or null if they
  ///   were not all asked, did not all answer, or did not all present the same one
  /// @param listeners each listener of the target once, at most [#MOST_LISTENERS]
  /// @param state one of `served` (only if servedSerial is installedSerial), `installed`, `stale`
  ///   (a listener still presents another certificate), `held` (waits for its window),
  ///   `rolled-back`, `failed`, `waiting`
  /// @param stage that it stands or failed at, or null: one of `plan`, `stage`, `check`, `switch`,
  ///   `validate`, `reload`, `probe`, `report`
  /// @param detail a sentence for people, or null if there is nothing to say
  public record TargetReport(
      String target,
      String kind,
      @Nullable String certificate,
      String certificateName,
      @Nullable String installed,
      @Nullable String installedSerial,
      @Nullable Instant installedNotAfter,
      @Nullable String servedSerial,
      List<ListenerReport> listeners,
      String state,
      @Nullable String stage,
      @Nullable String detail) {

    public static final int MOST_LISTENERS = 64;

    public TargetReport {
      listeners = List.copyOf(listeners);
    }
  }

  /// What one look at a server showed.
  ///
  /// @param address where the host looked, such as `127.0.0.1:443`
  /// @param protocol one of `tls`, `smtp`, `imap`; the last two by STARTTLS
  /// @param serverName asked for in the handshake, or null
  /// @param servedSerial serial number of the leaf presented, hexadecimal, or null if there was
  ///   none
  /// @param servedNotAfter when that leaf expires, or null
  /// @param fault why there was none, a sentence, or null
  public record ListenerReport(
      String address,
      String protocol,
      @Nullable String serverName,
      @Nullable String servedSerial,
      @Nullable Instant servedNotAfter,
      @Nullable String fault) {}
}
