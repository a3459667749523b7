package org.keyferry.agent.adopt.haproxy;

import java.util.ArrayList;
import java.util.List;
import org.keyferry.agent.adopt.haproxy.HaproxyLine.Word;
import org.keyferry.agent.adopt.host.ConfigurationFile;

/// A file behind `crt-list`: `<certificate> [\[<settings>\]] [[!]<name> …]`, line by line.
final class CrtList {

  private CrtList() {}

  static List<Entry> entries(ConfigurationFile file) {
    var entries = new ArrayList<Entry>();
    // variables are not expanded in such a file
    HaproxyLine.Lines.forEach(
        file,
        variable -> "$" + variable.name(),
        line -> entries.add(new Entry(line.words().getFirst(), names(line.arguments()))));
    return entries;
  }

  /// What stands behind the brackets; a name with `!` is one for which it is not presented.
  private static List<String> names(List<Word> words) {
    var names = new ArrayList<String>();
    var within = false;
    for (var word : words) {
      var text = word.text();
      within |= text.startsWith("[");
      if (!within && !text.startsWith("!")) {
        names.add(ConfigurationFile.readable(text));
      }
      within &= !text.endsWith("]");
    }
    return names;
  }

  /// @param names empty: those of the certificate itself
  record Entry(Word certificate, List<String> names) {}
}
