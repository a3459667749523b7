package org.keyferry.agent.install;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import org.keyferry.agent.connection.Json;
import org.keyferry.agent.disk.Folder;
import org.keyferry.agent.disk.Ownership;
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
  /// @param state `empty`, `settled`, `preparing`, `switching` or `returning`
  /// @param version which the state is about
  /// @param stage at which it stands
  /// @param installed to go back to
  /// @param before beside the one that is in force, or to go back to
  /// @param previous see [Previous#toWord]
  /// @param under what holds while a version is prepared
  record Line(
      String state,
      Optional<String> version,
      Optional<String> stage,
      Optional<String> installed,
      Optional<String> before,
      Optional<String> previous,
      Optional<Line> under) {

    static Line of(Journal journal) {
      return switch (journal) {
        case Journal.Empty _ -> rest("empty", Optional.empty(), Optional.empty());
        case Journal.Settled(var installed, var before) ->
            rest("settled", Optional.of(installed), before);
        case Journal.Preparing(var under, var version, var at) ->
            new Line(
                "preparing",
                Optional.of(version.toString()),
                Optional.of(at.word()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(of(under)));
        case Journal.Switching switching -> underWay("switching", switching);
        case Journal.Returning returning -> underWay("returning", returning);
      };
    }

    private static Line rest(String state, Optional<Version> installed, Optional<Version> before) {
      return new Line(
          state,
          installed.map(Version::toString),
          Optional.empty(),
          Optional.empty(),
          before.map(Version::toString),
          Optional.empty(),
          Optional.empty());
    }

    private static Line underWay(String state, Journal.UnderWay journal) {
      return new Line(
          state,
          Optional.of(journal.version().toString()),
          Optional.of(journal.at().word()),
          journal.from().confirmed().map(Version::toString),
          journal.from() instanceof Journal.Settled settled
              ? settled.before().map(Version::toString)
              : Optional.empty(),
          Optional.of(journal.previous().toWord()),
          Optional.empty());
    }

    Journal toJournal() {
      return switch (state) {
        case "empty" -> new Journal.Empty();
        case "settled" -> new Journal.Settled(subject(), before.map(Version::parse));
        case "preparing" ->
            new Journal.Preparing(present(under).toJournal(), subject(), stageReached());
        case "switching" ->
            new Journal.Switching(
                from(), subject(), Previous.parse(present(previous)), stageReached());
        case "returning" ->
            new Journal.Returning(
                from(), subject(), Previous.parse(present(previous)), stageReached());
        default -> throw new IllegalArgumentException("not a state of a journal");
      };
    }

    private Journal.Rest from() {
      return installed.isPresent()
          ? new Journal.Settled(Version.parse(installed.get()), before.map(Version::parse))
          : new Journal.Empty();
    }

    private Version subject() {
      return Version.parse(present(version));
    }

    private Stage stageReached() {
      return Stage.parse(present(stage));
    }

    private static <T> T present(Optional<T> member) {
      return member.orElseThrow(() -> new IllegalArgumentException("a member is missing"));
    }
  }
}
