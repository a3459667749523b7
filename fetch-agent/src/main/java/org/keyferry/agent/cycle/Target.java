package org.keyferry.agent.cycle;

import java.util.Optional;
import org.keyferry.agent.install.Placement;
import org.keyferry.agent.probe.ProbeAddress;
import org.keyferry.agent.reload.Recipe;
import org.keyferry.protocol.pki.DisplayName;

/// A place on this host where a certificate is installed, as its admin declared it. The repository
/// has no say in any of this.
///
/// @param certificate compared with the names in the manifest
public record Target(
    DisplayName name,
    DisplayName certificate,
    Placement placement,
    Recipe recipe,
    Optional<ProbeAddress> probe) {}
