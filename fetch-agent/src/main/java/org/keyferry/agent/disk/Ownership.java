package org.keyferry.agent.disk;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.keyferry.protocol.pki.Printable;

/// Who may do what with a file.
///
/// @param owner name of a user of this host; empty means the user that the agent runs as
/// @param group name of a group of this host; empty means that user's group
/// @param label of SELinux; empty means the one that the policy gives to new files of the directory
/// @param origin of the permissions
public record Ownership(
    Optional<String> owner,
    Optional<String> group,
    Set<PosixFilePermission> permissions,
    Optional<Label> label,
    Origin origin) {

  /// Only the agent itself: `0600`.
  public static final Ownership PRIVATE = standard("rw-------");

  /// Everybody may read it, and only the agent write: `0644`.
  public static final Ownership PUBLIC = standard("rw-r--r--");

  /// What a file with a private key in it may have: `0640`.
  public static final Set<PosixFilePermission> WIDEST_FOR_KEYS =
      Set.copyOf(PosixFilePermissions.fromString("rw-r-----"));

  private static final Pattern OCTAL = Pattern.compile("0?[0-7]{3}");

  public Ownership {
    permissions = Set.copyOf(permissions);
  }

  /// With permissions that somebody asked for.
  public Ownership(
      Optional<String> owner, Optional<String> group, Set<PosixFilePermission> permissions) {
    this(owner, group, permissions, Origin.DECLARED);
  }

  /// With the label that the policy gives.
  public Ownership(
      Optional<String> owner,
      Optional<String> group,
      Set<PosixFilePermission> permissions,
      Origin origin) {
    this(owner, group, permissions, Optional.empty(), origin);
  }

  /// With the owner, the group, the permissions and the label of a file that is there, where nobody
  /// asked for others.
  ///
  /// @param widest what is left of its permissions at most
  public Ownership orAs(Ownership present, Set<PosixFilePermission> widest) {
    return new Ownership(
        owner.or(present::owner),
        group.or(present::group),
        switch (origin) {
          case DECLARED -> permissions;
          case STANDARD -> narrowed(present.permissions, widest);
        },
        label.or(present::label),
        origin);
  }

  /// The same, but the agent's user is the owner.
  public Ownership ofWhoeverMakesIt() {
    return new Ownership(Optional.empty(), group, permissions, label, origin);
  }

  /// The same with this label, or without one.
  public Ownership labeled(Optional<Label> label) {
    return new Ownership(owner, group, permissions, label, origin);
  }

  private static Set<PosixFilePermission> narrowed(
      Set<PosixFilePermission> permissions, Set<PosixFilePermission> widest) {
    var narrowed = EnumSet.of(PosixFilePermission.OWNER_READ);
    narrowed.addAll(permissions);
    narrowed.retainAll(widest);
    return narrowed;
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

  private static Ownership standard(String symbolic) {
    return new Ownership(
        Optional.empty(),
        Optional.empty(),
        PosixFilePermissions.fromString(symbolic),
        Optional.empty(),
        Origin.STANDARD);
  }

  /// Who wants the permissions.
  public enum Origin {
    /// The admin, or the packager of a server that cannot do without.
    DECLARED,
    /// Nobody: they are what is safe.
    STANDARD
  }
}
