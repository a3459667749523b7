package org.keyferry.repository.issuance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The value of an `issue` or `issuewild` property (RFC 8659 §4.2). The record of dns-persist-01
/// has the same form.
///
/// @param issuer lower case; empty: nobody may issue
/// @param parameters in their order
record IssueValue(Optional<String> issuer, List<Parameter> parameters) {

  private static final String LABEL = "[A-Za-z0-9](?:-*[A-Za-z0-9])*+";
  private static final Pattern DOMAIN = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*+");
  private static final Pattern TAG = Pattern.compile(LABEL);
  private static final Pattern VALUE = Pattern.compile("[\\x21-\\x3A\\x3C-\\x7E]*");

  private static final IssueValue NOBODY = new IssueValue(Optional.empty(), List.of());

  IssueValue {
    parameters = List.copyOf(parameters);
  }

  /// "A CAA Property with an issue-value that doesn't match the grammar MUST be treated the same as
  /// one with an empty issuer-domain-name" (§4.2). A semicolon at the end is taken, as CAs do.
  static IssueValue parse(String text) {
    var parts = text.split(";", -1);
    var issuer = stripped(parts[0]);
    if (!issuer.isEmpty() && !DOMAIN.matcher(issuer).matches()) {
      return NOBODY;
    }
    var parameters = new ArrayList<Parameter>();
    for (var index = 1; index < parts.length; index++) {
      var part = stripped(parts[index]);
      if (part.isEmpty() && index == parts.length - 1) {
        break;
      }
      var parameter = Parameter.parse(part);
      if (parameter.isEmpty()) {
        return NOBODY;
      }
      parameters.add(parameter.get());
    }
    return issuer.isEmpty()
        ? NOBODY
        : new IssueValue(Optional.of(issuer.toLowerCase(Locale.ROOT)), parameters);
  }

  /// The values of all parameters with a tag.
  List<String> all(String tag) {
    return parameters.stream()
        .filter(each -> each.tag().equals(tag))
        .map(Parameter::value)
        .toList();
  }

  private static String stripped(String text) {
    var from = 0;
    var to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /// WSP of RFC 5234.
  private static boolean isBlank(char each) {
    return each == ' ' || each == '\t';
  }

  /// @param tag lower case
  record Parameter(String tag, String value) {

    static Optional<Parameter> parse(String text) {
      var equals = text.indexOf('=');
      if (equals < 0) {
        return Optional.empty();
      }
      var tag = stripped(text.substring(0, equals));
      var value = stripped(text.substring(equals + 1));
      return TAG.matcher(tag).matches() && VALUE.matcher(value).matches()
          ? Optional.of(new Parameter(tag.toLowerCase(Locale.ROOT), value))
          : Optional.empty();
    }
  }
}
