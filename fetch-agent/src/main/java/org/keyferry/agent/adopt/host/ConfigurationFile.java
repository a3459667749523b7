package org.keyferry.agent.adopt.host;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/// A file of an admin, byte for byte: each character of `text` is one byte (ISO 8859-1), so an
/// offset in the text is an offset in the file, and what is no UTF-8 stays what it is.
///
/// @param path as the configuration names it
/// @param real without links
public record ConfigurationFile(Path path, Path real, String text, Lines lines) {

  public static ConfigurationFile of(Path path, Path real, byte[] content) {
    var text = new String(content, StandardCharsets.ISO_8859_1);
    return new ConfigurationFile(path, real, text, Lines.of(text));
  }

  /// @param offset in the text
  public Place at(int offset) {
    return new Place(path, lines.numberAt(offset));
  }

  /// Text of the file as a person reads it: UTF-8 if it is that.
  public static String readable(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /// A path from its bytes.
  public static Path pathOf(String bytes) {
    var text = readable(bytes);
    return Path.of(text.indexOf('\0') < 0 ? text : text.substring(0, text.indexOf('\0')));
  }

  /// Where the lines begin.
  public static final class Lines {

    private final int[] starts;

    private Lines(int[] starts) {
      this.starts = starts;
    }

    static Lines of(String text) {
      var starts = new int[16];
      var count = 1;
      for (var at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
        if (count == starts.length) {
          starts = Arrays.copyOf(starts, count * 2);
        }
        starts[count] = at + 1;
        count++;
      }
      return new Lines(Arrays.copyOf(starts, count));
    }

    /// From 1 on.
    int numberAt(int offset) {
      var found = Arrays.binarySearch(starts, offset);
      return found >= 0 ? found + 1 : -found - 1;
    }
  }
}
