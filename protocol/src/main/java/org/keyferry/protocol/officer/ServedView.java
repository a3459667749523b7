package org.keyferry.protocol.officer;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One target of one agent, as it should be and as the host last reported it; or a grant that no
/// target asks for. The members are those of [org.keyferry.protocol.agent.Report.TargetReport].
///
/// @param agent name of the agent
/// @param target its name, or null if no target asks for the certificate
/// @param current version that it should hold, or null before the first
/// @param currentSerial serial number of that version, or null
/// @param state as reported, or `unreported`
/// @param since when state and serial numbers came to be as they are, or null
/// @param reportedAt when the report came in, or null
/// @param drift what is not as it should be, the worst first; empty if all is well
public record ServedView(
    String agent,
    @Nullable String target,
    @Nullable String kind,
    String certificate,
    @Nullable String current,
    @Nullable String currentSerial,
    @Nullable String installed,
    @Nullable String installedSerial,
    @Nullable Instant installedNotAfter,
    @Nullable String servedSerial,
    List<ListenerView> listeners,
    String state,
    @Nullable String stage,
    @Nullable String detail,
    @Nullable Instant since,
    @Nullable Instant reportedAt,
    List<DriftView> drift) {

  public ServedView {
    listeners = List.copyOf(listeners);
    drift = List.copyOf(drift);
  }
}
