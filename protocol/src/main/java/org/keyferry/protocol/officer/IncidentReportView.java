package org.keyferry.protocol.officer;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that is written down of an incident.
///
/// @param certificates in the order of their names
/// @param transitions in the order in which they happened
/// @param at when it was read
public record IncidentReportView(
    IncidentView incident,
    List<IncidentCertificateView> certificates,
    List<TransitionView> transitions,
    Instant at) {

  public IncidentReportView {
    certificates = List.copyOf(certificates);
    transitions = List.copyOf(transitions);
  }

  /// One change of the incident, or of one of its certificates.
  ///
  /// @param certificate name, or null if the incident itself changed
  /// @param state that it came into
  /// @param detail such as the order, the version or the reason, or null
  /// @param by officer, or `repository`
  public record TransitionView(
      Instant at, @Nullable String certificate, String state, @Nullable String detail, String by) {}
}
