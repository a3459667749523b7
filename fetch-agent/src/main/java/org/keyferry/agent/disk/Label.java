package org.keyferry.agent.disk;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/// A security context of SELinux: what a policy knows a file by.
///
/// @param value such as `system_u:object_r:cert_t:s0`
public record Label(String value) {

  private static final Pattern SYNTAX = Pattern.compile("[!-~]{1,4096}");

  public Label {
    if (!SYNTAX.matcher(value).matches()) {
      throw new IllegalArgumentException("not a security context");
    }
  }

  /// @param attribute as the kernel keeps it: with or without an octet zero at its end
  /// @return empty if no kernel with SELinux wrote it
  static Optional<Label> decode(byte[] attribute) {
    var end = attribute.length;
    if (end > 0 && attribute[end - 1] == 0) {
      end--;
    }
    var value = new String(attribute, 0, end, StandardCharsets.ISO_8859_1);
    return SYNTAX.matcher(value).matches() ? Optional.of(new Label(value)) : Optional.empty();
  }

  /// With an octet zero at its end, as the tools of SELinux write it.
  byte[] encoded() {
    var bytes = value.getBytes(StandardCharsets.US_ASCII);
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  /// Whether the two differ in the SELinux user alone: that of the process which made the file, a
  /// person's shell or a service. Who may read it is a matter of the rest.
  boolean isReadAs(Label other) {
    return value
        .substring(value.indexOf(':') + 1)
        .equals(other.value.substring(other.value.indexOf(':') + 1));
  }

  @Override
  public String toString() {
    return value;
  }
}
