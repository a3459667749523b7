package org.keyferry.repository.delivery;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.SerialNumber;

/// One target of one agent, as it should be and as it is; or a grant that no target asks for.
///
/// @param agent name of the agent
/// @param certificate name of the certificate
/// @param current version that it should hold
/// @param currentSerial of that version
/// @param target what the agent last said; empty if it has no target for the certificate
/// @param drift the worst first; empty if all is well
public record InventoryLine(
    DisplayName agent,
    DisplayName certificate,
    Optional<Version> current,
    Optional<SerialNumber> currentSerial,
    Optional<ServedTarget> target,
    List<Drift> drift) {

  public InventoryLine {
    drift = List.copyOf(drift);
  }

  public Key key() {
    return new Key(agent, target.map(ServedTarget::target), certificate);
  }

  /// What a line is found by. Within an agent, grants without a target come first.
  public record Key(DisplayName agent, Optional<DisplayName> target, DisplayName certificate) {

    static final Comparator<Key> WITHIN_AN_AGENT =
        Comparator.comparing((Key key) -> key.target().map(DisplayName::value).orElse(""))
            .thenComparing(Key::certificate);
  }
}
