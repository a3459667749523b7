package org.keyferry.agent.cycle;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.keyferry.agent.install.Placement;
import org.keyferry.agent.probe.Listener;
import org.keyferry.agent.reload.Recipe;
import org.keyferry.agent.reload.Reload;
import org.keyferry.protocol.pki.DisplayName;

/// A place on this host where a certificate is installed, as its admin declared it. The repository
/// has no say in any of this.
///
/// @param certificate compared with the names in the manifest
/// @param listeners where the certificate must be presented before it counts as served; none means
///   that nobody looks
/// @param window when the server may be touched; empty means at any time
public record Target(
    DisplayName name,
    Kind kind,
    DisplayName certificate,
    Placement placement,
    Recipe recipe,
    List<Listener> listeners,
    Optional<MaintenanceWindow> window) {

  public Target {
    listeners = List.copyOf(listeners);
  }

  Target withoutWindow() {
    return new Target(name, kind, certificate, placement, recipe, listeners, Optional.empty());
  }

  /// How long the server may take to present what it was told to read. One that is restarted for
  /// that is silent until it has started.
  Duration patience() {
    var restarts =
        kind == Kind.TOMCAT
            && recipe.reload() instanceof Reload.Command(var command)
            && !command.isEmpty();
    return restarts && recipe.timeout().compareTo(Watch.PATIENCE) > 0
        ? recipe.timeout()
        : Watch.PATIENCE;
  }
}
