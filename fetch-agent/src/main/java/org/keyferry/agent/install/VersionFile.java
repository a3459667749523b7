package org.keyferry.agent.install;

import java.io.IOException;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.protocol.bundle.Version;

/// One file of a version, as it should be. Its content is overwritten by [VersionFiles#close].
final class VersionFile {

  private final FileName fileName;
  private final Version version;
  private final byte[] content;
  private final Ownership ownership;
  private final Comparison comparison;

  VersionFile(
      FileName fileName,
      Version version,
      byte[] content,
      Ownership ownership,
      Comparison comparison) {
    this.fileName = fileName;
    this.version = version;
    this.content = content;
    this.ownership = ownership;
    this.comparison = comparison;
  }

  String name() {
    return fileName.of(version);
  }

  /// What it is called in another version.
  String nameIn(Version other) {
    return fileName.of(other);
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
