package org.keyferry.officer.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.PrintWriter;
import java.util.List;
import org.keyferry.officer.api.OfficerJson;

/// Where answers go: as a table for people, or as the records of the API in JSON.
final class Answers {

  private static final ObjectWriter JSON = OfficerJson.mapper().writerWithDefaultPrettyPrinter();

  private final PrintWriter out;
  private final OutputFormat format;
  private final int columns;

  Answers(PrintWriter out, OutputFormat format, int columns) {
    this.out = out;
    this.format = format;
    this.columns = columns;
  }

  /// @param whenEmpty a sentence that says what to do next
  <T> void list(List<T> items, Columns<T> table, String whenEmpty) {
    switch (format) {
      case JSON -> json(items);
      case TABLE -> {
        if (items.isEmpty()) {
          out.println(whenEmpty);
        } else {
          table.render(items, columns).forEach(out::println);
        }
      }
    }
  }

  void one(Object item, Sheet sheet) {
    switch (format) {
      case JSON -> json(item);
      case TABLE -> sheet.render().forEach(line -> out.println(Shown.line(line)));
    }
  }

  /// What was made or done, with the thing itself.
  void done(Object item, String sentence) {
    switch (format) {
      case JSON -> json(item);
      case TABLE -> out.println(Shown.line(sentence));
    }
  }

  /// What was done, and left nothing to show.
  void done(String sentence) {
    if (format == OutputFormat.TABLE) {
      out.println(Shown.line(sentence));
    }
  }

  private void json(Object item) {
    try {
      out.println(JSON.writeValueAsString(item));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a record of the protocol is JSON", impossible);
    }
  }
}
