package org.keyferry.protocol.bundle;

import java.util.Comparator;
import java.util.regex.Pattern;
import org.keyferry.protocol.pki.Printable;

/// The number of a certificate version. Grows with each version of a certificate and is never used
/// again; the epoch grows when a database was restored, so that what follows is newer than all that
/// was ever handed out.
///
/// @param epoch from 1
/// @param counter from 1, anew in each epoch
public record Version(int epoch, long counter) implements Comparable<Version> {

  private static final Pattern SYNTAX = Pattern.compile("([1-9][0-9]{0,8})\\.([1-9][0-9]{0,17})");
  private static final int LAST_EPOCH = 999_999_999;
  private static final long LAST_COUNTER = 999_999_999_999_999_999L;
  private static final Comparator<Version> BY_AGE =
      Comparator.comparingInt(Version::epoch).thenComparingLong(Version::counter);

  public Version {
    if (epoch < 1 || epoch > LAST_EPOCH || counter < 1 || counter > LAST_COUNTER) {
      throw new IllegalArgumentException(
          "a version counts from 1.1 to " + LAST_EPOCH + "." + LAST_COUNTER);
    }
  }

  public static Version first() {
    return new Version(1, 1);
  }

  /// @param text `epoch.counter`, as [#toString] writes it
  public static Version parse(String text) {
    var parts = SYNTAX.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not a version such as 1.42: " + Printable.of(text));
    }
    return new Version(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2)));
  }

  public Version next() {
    return new Version(epoch, counter + 1);
  }

  public boolean isNewerThan(Version other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(Version other) {
    return BY_AGE.compare(this, other);
  }

  @Override
  public String toString() {
    return epoch + "." + counter;
  }
}
