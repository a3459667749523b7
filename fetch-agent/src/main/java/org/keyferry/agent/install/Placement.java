package org.keyferry.agent.install;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.keyferry.agent.disk.Ownership;

/// Where one target lives on this host, as its admin declared.
///
/// @param directory version directories live here; absolute
/// @param switchFile absolute, outside of `directory`
/// @param form what goes into `switchFile`
/// @param ownership of every file with a key in it, unless its rendering says otherwise
/// @param renderings further files of each version, among them what `form` copies
public record Placement(
    Path directory,
    Path switchFile,
    SwitchForm form,
    Ownership ownership,
    List<Rendering> renderings) {

  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}/._+=:@,~-]+");

  public Placement {
    directory = directory.normalize();
    switchFile = switchFile.normalize();
    renderings = List.copyOf(renderings);
    if (!directory.isAbsolute() || !switchFile.isAbsolute()) {
      throw new IllegalArgumentException("a placement has absolute paths");
    }
    if (form instanceof SwitchForm.Naming && !isPlain(directory)) {
      throw new IllegalArgumentException(
          "a server would read the path " + directory + " otherwise");
    }
    if (form instanceof SwitchForm.Copy(var copied) && !renderings.contains(copied)) {
      throw new IllegalArgumentException("what is copied is a file of the version");
    }
  }

  public Placement(Path directory, Path switchFile, SwitchForm form, Ownership ownership) {
    this(directory, switchFile, form, ownership, List.of());
  }

  /// What the admin wants of the switch file, or what is safe. See [#widestSwitchMode].
  public Ownership switchOwnership() {
    return switch (form) {
      case SwitchForm.Naming _ -> Ownership.PUBLIC;
      case SwitchForm.Combined _ -> ownership;
      case SwitchForm.Copy(var rendering) -> rendering.ownership();
    };
  }

  /// How much of the mode of a switch file stays that was there before, if none is declared.
  public Set<PosixFilePermission> widestSwitchMode() {
    return switch (form) {
      case SwitchForm.Naming _ -> Ownership.PUBLIC.permissions();
      case SwitchForm.Combined _, SwitchForm.Copy _ -> Ownership.WIDEST_FOR_KEYS;
    };
  }

  /// Whether every server reads the path as it stands, without quotes.
  public static boolean isPlain(Path path) {
    return PLAIN.matcher(path.toString()).matches();
  }
}
