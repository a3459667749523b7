package org.keyferry.agent.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import org.keyferry.agent.connection.Json;
import org.keyferry.agent.disk.Folder;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.protocol.agent.Report;
import org.keyferry.protocol.pki.Bytes;

/// The generation of this host's state, and the report that goes with it until it is answered.
///
/// Each report has a generation of its own and is on the disk before it is sent; until it is
/// answered, that report is sent again and no other. So the repository hears one thing with each
/// generation from one host, whatever crashes or gets lost, and two things as soon as there are two
/// hosts with this state.
public final class ReportJournal {

  private static final String NAME = "report.json";

  private final Folder folder;

  /// @param state the agent's state directory
  public ReportJournal(Path state) {
    this.folder = new Folder(state);
  }

  /// Of the newest report, answered or not; 0 before the first.
  public long generation() throws IOException {
    return read().generation();
  }

  /// The report that was not answered yet, as JSON, to be sent again to the letter.
  Optional<String> unanswered() throws IOException {
    return read().unanswered();
  }

  /// Returns when the report is on the disk.
  ///
  /// @return as JSON
  String begin(Report report) throws IOException {
    var last = read();
    if (last.unanswered().isPresent() || report.generation() <= last.generation()) {
      throw new IllegalStateException("a report follows the last one, and when that is answered");
    }
    var json = new String(Json.write(report), StandardCharsets.UTF_8);
    write(new Line(report.generation(), Optional.of(json)));
    return json;
  }

  /// The last report is not sent again.
  void end() throws IOException {
    write(new Line(read().generation(), Optional.empty()));
  }

  private Line read() throws IOException {
    var json = folder.read(NAME);
    if (json.isEmpty()) {
      return new Line(0, Optional.empty());
    }
    try {
      return Json.read(Bytes.of(json.get()), Line.class);
    } catch (IOException damaged) {
      throw new FileSystemException(
          folder.resolve(NAME).toString(),
          null,
          "is damaged, so nothing is reported: ask an officer for a token of kind re-enroll, remove"
              + " the file and run keyferry-agent enroll --again");
    }
  }

  private void write(Line line) throws IOException {
    folder.replace(NAME, Json.write(line), Ownership.PRIVATE);
  }

  /// What stands in the file.
  ///
  /// @param unanswered a report as JSON
  record Line(long generation, Optional<String> unanswered) {}
}
