package org.keyferry.agent.install;

import java.util.regex.Pattern;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Printable;

/// Name of a file of a version, in which `{version}` stands for the version.
public record FileName(String template) {

  private static final String VERSION = "{version}";
  private static final Pattern SYNTAX =
      Pattern.compile("([A-Za-z0-9_-]|\\{version})([A-Za-z0-9._-]|\\{version}){0,99}");

  /// @throws IllegalArgumentException with a sentence
  public FileName {
    if (!SYNTAX.matcher(template).matches()) {
      throw new IllegalArgumentException(
          "'"
              + Printable.of(template)
              + "' is not a file name of letters, digits, `.`, `_` and `-` in which {certificate} and"
              + " {version} may stand");
    }
  }

  public String of(Version version) {
    return template.replace(VERSION, version.toString());
  }
}
