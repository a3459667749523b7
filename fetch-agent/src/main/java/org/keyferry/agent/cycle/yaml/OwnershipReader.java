package org.keyferry.agent.cycle.yaml;

import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.disk.Ownership.Origin;

/// Reads `owner:`, `group:` and `mode:`.
final class OwnershipReader {

  private OwnershipReader() {}

  /// If nothing is said, the standard holds as a whole; if something is, the rest is the agent's
  /// user, its group and the standard's mode.
  static Ownership read(YamlMapping mapping, Ownership standard, Secrecy secrecy) throws YamlFault {
    var owner = mapping.optional("owner", Scalars::principal);
    var group = mapping.optional("group", Scalars::principal);
    var mode =
        mapping.optional(
            "mode",
            switch (secrecy) {
              case KEY -> Ownership::keyPermissions;
              case PUBLIC -> Ownership::publicPermissions;
            });
    if (owner.isEmpty() && group.isEmpty() && mode.isEmpty()) {
      return standard;
    }
    return new Ownership(
        owner.or(standard::owner),
        group.or(standard::group),
        mode.orElse(standard.permissions()),
        mode.isPresent() ? Origin.DECLARED : standard.origin());
  }

  enum Secrecy {
    KEY,
    PUBLIC
  }
}
