package org.keyferry.agent.disk;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.keyferry.protocol.pki.Printable;

/// Who may do what with a file.
///
/// @param owner name of a user of this host; empty means the user that the agent runs as
/// @param group name of a group of this host; empty means that user's group
public record Ownership(
    Optional<String> owner, Optional<String> group, Set<PosixFilePermission> permissions) {

  /// Only the agent itself: `0600`.
  public static final Ownership PRIVATE = ofMode("rw-------");

  /// Everybody may read it, and only the agent write: `0644`.
  public static final Ownership PUBLIC = ofMode("rw-r--r--");

  private static final Pattern OCTAL = Pattern.compile("0?[0-7]{3}");

  public Ownership {
    permissions = Set.copyOf(permissions);
  }

  /// With the owner and the group of another file, where this names none.
  public Ownership orAs(Ownership other) {
    return new Ownership(owner.or(other::owner), group.or(other::group), permissions);
  }

  /// @param octal such as `0600`
  /// @throws IllegalArgumentException if it is no mode, or lets others than owner and group at the
  ///   file, or lets anybody execute it
  public static Set<PosixFilePermission> keyPermissions(String octal) {
    if (!OCTAL.matcher(octal).matches()) {
      throw new IllegalArgumentException(
          "'" + Printable.of(octal) + "' is not a file mode such as \"0600\"");
    }
    var bits = Integer.parseInt(octal, 8);
    if ((bits & 0137) != 0 || (bits & 0400) == 0) {
      throw new IllegalArgumentException(
          "mode "
              + octal
              + " is not for private keys: \"0600\" (owner alone) and \"0640\" (group may read) are,"
              + " \"0400\" and \"0440\" too");
    }
    return permissionsOf(bits);
  }

  /// @param octal such as `0644`
  /// @throws IllegalArgumentException if it is no mode, or lets others write or anybody execute
  public static Set<PosixFilePermission> publicPermissions(String octal) {
    if (!OCTAL.matcher(octal).matches()) {
      throw new IllegalArgumentException(
          "'" + Printable.of(octal) + "' is not a file mode such as \"0644\"");
    }
    var bits = Integer.parseInt(octal, 8);
    if ((bits & 0133) != 0 || (bits & 0400) == 0) {
      throw new IllegalArgumentException(
          "mode " + octal + " lets others write, or is for programs; \"0644\" is for certificates");
    }
    return permissionsOf(bits);
  }

  private static Set<PosixFilePermission> permissionsOf(int bits) {
    var symbolic = new StringBuilder();
    for (var shift = 6; shift >= 0; shift -= 3) {
      var triple = bits >> shift & 7;
      symbolic
          .append((triple & 4) != 0 ? 'r' : '-')
          .append((triple & 2) != 0 ? 'w' : '-')
          .append('-');
    }
    return PosixFilePermissions.fromString(symbolic.toString());
  }

  private static Ownership ofMode(String symbolic) {
    return new Ownership(
        Optional.empty(), Optional.empty(), PosixFilePermissions.fromString(symbolic));
  }
}
