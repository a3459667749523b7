package org.keyferry.agent.install;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import org.keyferry.agent.connection.Json;
import org.keyferry.agent.disk.Folder;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.install.Journal.Previous;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Bytes;

/// [Journal] as a file of the target's directory.
final class JournalFile {

  static final String NAME = ".journal.json";

  private final Folder folder;

  JournalFile(Folder folder) {
    this.folder = folder;
  }

  Journal read() throws IOException {
    var json = folder.read(NAME);
    if (json.isEmpty()) {
      return new Journal.Empty();
    }
    try {
      return Json.read(Bytes.of(json.get()), Line.class).toJournal();
    } catch (IOException | IllegalArgumentException damaged) {
      throw new FileSystemException(
          folder.resolve(NAME).toString(),
          null,
          "is damaged: nothing is changed here until somebody has looked; remove it to install anew");
    }
  }

  void write(Journal journal) throws IOException {
    folder.replace(NAME, Json.write(Line.of(journal)), Ownership.PRIVATE);
  }

  /// What stands in the file.
  ///
  /// @param state `empty`, `settled`, `switching` or `returning`
  record Line(
      String state, Optional<String> version, Optional<String> other, Optional<Previous> previous) {

    static Line of(Journal journal) {
      return switch (journal) {
        case Journal.Empty _ ->
            new Line("empty", Optional.empty(), Optional.empty(), Optional.empty());
        case Journal.Settled(var installed, var before) ->
            new Line(
                "settled",
                Optional.of(installed.toString()),
                before.map(Version::toString),
                Optional.empty());
        case Journal.Switching(var from, var to, var previous) ->
            new Line(
                "switching",
                Optional.of(to.toString()),
                from.map(Version::toString),
                Optional.of(previous));
        case Journal.Returning(var from, var refused, var previous) ->
            new Line(
                "returning",
                Optional.of(refused.toString()),
                from.map(Version::toString),
                Optional.of(previous));
      };
    }

    Journal toJournal() {
      return switch (state) {
        case "empty" -> new Journal.Empty();
        case "settled" -> new Journal.Settled(subject(), other.map(Version::parse));
        case "switching" ->
            new Journal.Switching(other.map(Version::parse), subject(), previousOrThrow());
        case "returning" ->
            new Journal.Returning(other.map(Version::parse), subject(), previousOrThrow());
        default -> throw new IllegalArgumentException("not a state of a journal");
      };
    }

    private Version subject() {
      return Version.parse(
          version.orElseThrow(() -> new IllegalArgumentException("a version is missing")));
    }

    private Previous previousOrThrow() {
      return previous.orElseThrow(() -> new IllegalArgumentException("a member is missing"));
    }
  }
}
