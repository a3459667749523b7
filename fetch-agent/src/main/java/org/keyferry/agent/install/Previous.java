package org.keyferry.agent.install;

import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.keyferry.agent.disk.Label;
import org.keyferry.agent.disk.Ownership;

/// What was in the place of the switch file before the switch under way.
public sealed interface Previous {

  /// No file.
  record None() implements Previous {}

  /// A file, whose content is kept beside the journal.
  ///
  /// @param ownership whose it was, with which mode and label; empty in journals of earlier
  ///   releases
  record Kept(Optional<Ownership> ownership) implements Previous {}

  /// As it stands in the journal: `NONE`, `KEPT`, `KEPT:rw-r-----:root:ssl-cert`, or that and a
  /// label: `KEPT:rw-r-----:root:ssl-cert:system_u:object_r:cert_t:s0`. No name of a user or a
  /// group has a colon in it.
  default String toWord() {
    return switch (this) {
      case None _ -> "NONE";
      case Kept(var ownership) -> "KEPT" + ownership.map(Previous::attributes).orElse("");
    };
  }

  /// @throws IllegalArgumentException if it is none
  static Previous parse(String word) {
    return switch (word) {
      case "NONE" -> new None();
      case "KEPT" -> new Kept(Optional.empty());
      default -> new Kept(Optional.of(ownershipIn(word.split(":", 5))));
    };
  }

  private static Ownership ownershipIn(String[] parts) {
    if (parts.length < 4 || !parts[0].equals("KEPT")) {
      throw new IllegalArgumentException("not what a journal says of a switch file");
    }
    return new Ownership(
            named(parts[2]), named(parts[3]), PosixFilePermissions.fromString(parts[1]))
        .labeled(parts.length == 5 ? Optional.of(new Label(parts[4])) : Optional.empty());
  }

  private static String attributes(Ownership ownership) {
    return ":"
        + PosixFilePermissions.toString(ownership.permissions())
        + ":"
        + ownership.owner().orElse("")
        + ":"
        + ownership.group().orElse("")
        + ownership.label().map(label -> ":" + label).orElse("");
  }

  private static Optional<String> named(String name) {
    return name.isEmpty() ? Optional.empty() : Optional.of(name);
  }
}
