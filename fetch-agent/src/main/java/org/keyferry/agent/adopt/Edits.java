package org.keyferry.agent.adopt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.keyferry.agent.adopt.edit.FileEdit;
import org.keyferry.agent.adopt.edit.NewFile;
import org.keyferry.agent.adopt.edit.Replacement;
import org.keyferry.agent.adopt.host.HostRoot;
import org.keyferry.agent.adopt.host.Server;
import org.keyferry.agent.adopt.host.Spot;
import org.keyferry.agent.adopt.host.Way;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.protocol.pki.Bytes;

/// What is changed on the host so that its servers read the agent's files. Until the agent installs
/// a first version, those files say what was said before, so that nothing changes for a client.
final class Edits {

  private static final int LARGEST = 1 << 26;
  private static final String CERTBOT = "# managed by Certbot";
  private static final String TITLE =
      "# What was here before keyferry-agent. Its first version takes the place of this file.\n";

  private final HostRoot host;
  private final Map<Path, String> texts = new TreeMap<>();

  Edits(HostRoot host) {
    this.host = host;
  }

  List<FileEdit> edits(List<AdoptedTarget> targets) throws IOException {
    var byFile = new TreeMap<Path, Map<Spot, String>>();
    for (var target : targets) {
      for (var finding : target.findings()) {
        if (finding.use().way() instanceof Way.Edit(var put, var remove)) {
          replacementsIn(byFile, put).put(put, reference(target));
          remove.forEach(each -> replacementsIn(byFile, each).put(each, ""));
        }
      }
    }
    var edits = new ArrayList<FileEdit>();
    for (var each : byFile.entrySet()) {
      var text = text(each.getKey());
      edits.add(
          new FileEdit(
              each.getKey(),
              text,
              each.getValue().entrySet().stream()
                  .map(spot -> widened(text, spot.getKey(), spot.getValue()))
                  .toList()));
    }
    return edits;
  }

  /// The switch files, as they are until the agent writes them.
  List<NewFile> files(List<AdoptedTarget> targets) throws IOException {
    var files = new ArrayList<NewFile>();
    for (var target : targets) {
      var use = target.findings().getFirst().use();
      if (use.way() instanceof Way.Edit(var put, var remove)) {
        files.add(
            target.server() == Server.haproxy
                ? new NewFile(target.switchFile(), combined(target), Ownership.PRIVATE)
                : new NewFile(target.switchFile(), snippet(put, remove), Ownership.PUBLIC));
      }
    }
    return files;
  }

  private static Map<Spot, String> replacementsIn(Map<Path, Map<Spot, String>> byFile, Spot spot) {
    return byFile.computeIfAbsent(spot.file(), _ -> new LinkedHashMap<>());
  }

  private static String reference(AdoptedTarget target) {
    var path = quoted(target.switchFile());
    return switch (target.server()) {
      case nginx -> "include " + path + ";";
      case apache -> "Include " + path;
      case haproxy -> path;
    };
  }

  private static String quoted(Path path) {
    var bytes =
        new String(path.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    return bytes.matches("[A-Za-z0-9._/@+,:-]+") ? bytes : "\"" + bytes + "\"";
  }

  /// The words that were taken out, as they were: what is relative or has variables means the same.
  private Bytes snippet(Spot put, List<Spot> remove) throws IOException {
    var snippet = new StringBuilder(TITLE).append(textOf(put)).append('\n');
    for (var each : remove) {
      snippet.append(textOf(each)).append('\n');
    }
    return Bytes.of(snippet.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Certificate and key in one file, as HAProxy wants it.
  private Bytes combined(AdoptedTarget target) throws IOException {
    var use = target.findings().getFirst().use();
    var content = new ByteArrayOutputStream();
    var certificate = use.certificateFile().orElseThrow();
    content.writeBytes(host.read(certificate, LARGEST));
    var key = use.keyFile().orElse(certificate);
    if (!key.equals(certificate)) {
      content.write('\n');
      content.writeBytes(host.read(key, LARGEST));
    }
    return Bytes.of(content.toByteArray());
  }

  private String textOf(Spot spot) throws IOException {
    return text(spot.file()).substring(spot.start(), spot.end());
  }

  private String text(Path file) throws IOException {
    var known = texts.get(file);
    if (known != null) {
      return known;
    }
    var text = new String(host.read(file, LARGEST), StandardCharsets.ISO_8859_1);
    texts.put(file, text);
    return text;
  }

  /// With the rest of its line, if that says nothing any more.
  private static Replacement widened(String text, Spot spot, String by) {
    var lineStart = text.lastIndexOf('\n', spot.start() - 1) + 1;
    var feed = text.indexOf('\n', spot.end());
    var lineEnd = feed < 0 ? text.length() : feed;
    var before = text.substring(lineStart, spot.start());
    var after = text.substring(spot.end(), lineEnd).strip();
    if (!by.isEmpty()) {
      return new Replacement(spot.start(), after.equals(CERTBOT) ? lineEnd : spot.end(), by);
    }
    if (before.isBlank() && (after.isEmpty() || after.startsWith("#"))) {
      return new Replacement(lineStart, feed < 0 ? lineEnd : lineEnd + 1, "");
    }
    var blanks = before.length() - before.stripTrailing().length();
    return new Replacement(spot.start() - blanks, spot.end(), "");
  }
}
