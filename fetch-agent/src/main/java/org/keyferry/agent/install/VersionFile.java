package org.keyferry.agent.install;

import java.io.IOException;
import org.keyferry.agent.disk.Ownership;

/// One file of a version, as it should be. Its content is overwritten by [VersionFiles#close].
final class VersionFile {

  private final String name;
  private final byte[] content;
  private final Ownership ownership;
  private final Comparison comparison;

  VersionFile(String name, byte[] content, Ownership ownership, Comparison comparison) {
    this.name = name;
    this.content = content;
    this.ownership = ownership;
    this.comparison = comparison;
  }

  String name() {
    return name;
  }

  byte[] content() {
    return content;
  }

  Ownership ownership() {
    return ownership;
  }

  /// Whether what is on the disk serves as well as [#content].
  boolean isAsGood(byte[] present) throws IOException {
    return comparison.isAsGood(present);
  }

  interface Comparison {
    boolean isAsGood(byte[] present) throws IOException;
  }
}
