package org.keyferry.agent.adopt.host;

import java.util.List;
import java.util.stream.Stream;

/// How a certificate could come from the agent instead.
public sealed interface Way {

  /// Every part of a configuration that has to do with it.
  default List<Spot> spots() {
    return switch (this) {
      case Edit(var put, var remove) -> Stream.concat(Stream.of(put), remove.stream()).toList();
      case InPlace _ -> List.of();
      case None(_, var claims) -> claims;
    };
  }

  /// By naming the agent's file in the place of the admin's.
  ///
  /// @param put where it is named
  /// @param remove what it stands for as well: the key, a chain of its own
  record Edit(Spot put, List<Spot> remove) implements Way {

    public Edit {
      remove = List.copyOf(remove);
    }
  }

  /// The file itself is all there is to replace; no configuration names it.
  record InPlace() implements Way {}

  /// It cannot.
  ///
  /// @param reason what stands in the way, and what to do
  /// @param claims what it needs to stay as it is
  record None(String reason, List<Spot> claims) implements Way {

    public None {
      claims = List.copyOf(claims);
    }
  }
}
