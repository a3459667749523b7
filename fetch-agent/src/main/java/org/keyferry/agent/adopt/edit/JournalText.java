package org.keyferry.agent.adopt.edit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.keyferry.agent.adopt.host.Server;
import org.keyferry.protocol.pki.Thumbprint;

/// What one adoption does, as lines:
///
/// ```
/// keyferry-adopt 1
/// server <whose configuration it is>
/// edit <thumbprint before> <thumbprint after> <name of the file as it was> <path>
/// new <thumbprint> <path>
/// ```
record JournalText(List<Server> servers, List<Edit> edits, List<New> files) {

  static final String NAME = "journal";
  static final String DONE = "done";
  static final JournalText EMPTY = new JournalText(List.of(), List.of(), List.of());

  private static final String TITLE = "keyferry-adopt 1";

  JournalText {
    servers = List.copyOf(servers);
    edits = List.copyOf(edits);
    files = List.copyOf(files);
  }

  static String nameOf(int number) {
    return String.format(Locale.ROOT, "%04d", number);
  }

  static JournalText of(Set<Server> servers, List<FileEdit> edits, List<NewFile> files)
      throws IOException {
    var edited = new ArrayList<Edit>();
    for (var each : edits) {
      requireOneLine(each.file());
      edited.add(
          new Edit(
              Thumbprint.of(each.bytesBefore()),
              Thumbprint.of(each.bytesAfter()),
              "before-" + (edited.size() + 1),
              each.file()));
    }
    var made = new ArrayList<New>();
    for (var each : files) {
      requireOneLine(each.file());
      made.add(new New(Thumbprint.of(each.content().toArray()), each.file()));
    }
    return new JournalText(List.copyOf(servers), edited, made);
  }

  static JournalText parse(Path journal, byte[] content) throws IOException {
    var lines = new String(content, StandardCharsets.UTF_8).lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(TITLE)) {
      throw new FileSystemException(journal.toString(), null, "is not a journal of this release");
    }
    var servers = new ArrayList<Server>();
    var edits = new ArrayList<Edit>();
    var files = new ArrayList<New>();
    try {
      for (var line : lines.subList(1, lines.size())) {
        if (line.startsWith("edit ")) {
          var words = line.split(" ", 5);
          edits.add(
              new Edit(
                  new Thumbprint(words[1]), new Thumbprint(words[2]), words[3], Path.of(words[4])));
        } else if (line.startsWith("server ")) {
          servers.add(Server.valueOf(line.substring("server ".length())));
        } else {
          var words = line.split(" ", 3);
          files.add(new New(new Thumbprint(words[1]), Path.of(words[2])));
        }
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException damaged) {
      throw new FileSystemException(journal.toString(), null, "is damaged");
    }
    return new JournalText(servers, edits, files);
  }

  byte[] toBytes() {
    var text = new StringBuilder(TITLE).append('\n');
    servers.forEach(each -> text.append("server ").append(each).append('\n'));
    edits.forEach(each ->
        text.append("edit ")
            .append(each.before())
            .append(' ')
            .append(each.after())
            .append(' ')
            .append(each.backup())
            .append(' ')
            .append(each.file())
            .append('\n'));
    files.forEach(each ->
        text.append("new ").append(each.content()).append(' ').append(each.file()).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void requireOneLine(Path file) throws IOException {
    if (file.toString().indexOf('\n') >= 0) {
      throw new FileSystemException(file.toString(), null, "has a line feed in its name");
    }
  }

  /// @param backup name of the file, as it was, beside the journal
  record Edit(Thumbprint before, Thumbprint after, String backup, Path file) {

    /// Name of the file as it is left, in the same place.
    String copy() {
      return backup.replaceFirst("before", "after");
    }
  }

  record New(Thumbprint content, Path file) {}
}
