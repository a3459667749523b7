package org.keyferry.repository.app;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.protocol.problem.ProblemDocument;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.protocol.problem.Suggestion;

/// Why JSON did not become a request: which member, what is wrong with it, what would be right. The
/// words of the library stay here; they are for us, and name our classes.
final class MalformedJson {

  private static final int DEEPEST_CAUSE = 16;
  private static final Pattern TWICE = Pattern.compile("Duplicate field '(.*)'", Pattern.DOTALL);
  private static final Pattern STRANGE =
      Pattern.compile(
          "(Unexpected character \\(.*\\(code \\d+[^)]*\\)\\)|Unrecognized token '[^']*').*",
          Pattern.DOTALL);

  private static final Set<Class<?>> WHOLE_NUMBERS =
      Set.of(
          int.class,
          Integer.class,
          long.class,
          Long.class,
          short.class,
          Short.class,
          byte.class,
          Byte.class,
          BigInteger.class);
  private static final Set<Class<?>> NUMBERS =
      Set.of(double.class, Double.class, float.class, Float.class, BigDecimal.class);

  private final JsonProcessingException fault;
  private final String field;

  private MalformedJson(JsonProcessingException fault, String field) {
    this.fault = fault;
    this.field = field;
  }

  static ProblemDocument problemOf(JsonProcessingException thrown) {
    var path = thrown instanceof JsonMappingException mapping ? pathOf(mapping) : "";
    var fault = innermost(thrown);
    var twice = TWICE.matcher(String.valueOf(fault.getOriginalMessage()));
    var field =
        twice.matches() ? (path.isEmpty() ? "" : path + ".") + Printable.of(twice.group(1)) : path;
    var document =
        ProblemDocument.of(
            ProblemType.REQUEST_MALFORMED, new MalformedJson(fault, field).sentence());
    return field.isEmpty() ? document : document.at(field);
  }

  /// What a reader of members throws is wrapped once for each level that it was thrown through.
  private static JsonProcessingException innermost(JsonProcessingException thrown) {
    return Stream.<Throwable>iterate(thrown, Objects::nonNull, Throwable::getCause)
        .limit(DEEPEST_CAUSE)
        .takeWhile(JsonProcessingException.class::isInstance)
        .map(JsonProcessingException.class::cast)
        .reduce(thrown, (_, inner) -> inner);
  }

  private String sentence() {
    return switch (fault) {
      case UnrecognizedPropertyException unknown -> subject() + " is unknown; " + knownTo(unknown);
      case InvalidNullException nothing -> isNull(nothing.getTargetType());
      case MismatchedInputException other -> mismatch(other);
      case InputCoercionException number ->
          subject() + " is out of range; it has to be " + expected(number.getTargetType());
      case JsonMappingException unfit -> subject() + " cannot be used" + because(unfit.getCause());
      case StreamConstraintsException _ ->
          "the request goes beyond what is read"
              + position()
              + "; it has at most "
              + StrictJson.DEEPEST
              + " levels, texts of at most "
              + StrictJson.LONGEST_TEXT
              + " characters, and numbers of at most "
              + StrictJson.LONGEST_NUMBER;
      default -> notJson();
    };
  }

  private String notJson() {
    if (says("Duplicate field")) {
      return subject() + " is there twice" + position() + "; leave one of them out";
    }
    return endsEarly()
        ? "the request ends" + position() + ", before its JSON is complete; send all of it"
        : "the request is not JSON" + position() + strange() + "; correct it there";
  }

  /// Of octets, the library takes the end for a character in one place.
  private boolean endsEarly() {
    return fault instanceof JsonEOFException
        || says("Unexpected end-of-input")
        || String.valueOf(fault.getOriginalMessage()).contains("code -1)");
  }

  private String mismatch(MismatchedInputException other) {
    if (says("Missing required creator property")) {
      return subject() + " is missing; add it";
    }
    if (says("No content")) {
      return "the request has no JSON in it; send the object that the OpenAPI document describes";
    }
    if (says("Trailing token")) {
      return "there is more behind the end of the request's JSON"
          + position()
          + "; send one object and nothing else";
    }
    if (says("Cannot map `null`")) {
      return isNull(other.getTargetType());
    }
    return subject() + " has to be " + expected(other.getTargetType());
  }

  private String isNull(@Nullable Class<?> type) {
    return subject() + " is null; it has to be " + expected(type);
  }

  private boolean says(String beginning) {
    return String.valueOf(fault.getOriginalMessage()).startsWith(beginning);
  }

  private String subject() {
    return field.isEmpty() ? "the request" : field;
  }

  /// In a text of more than one line, the column alone would not help.
  private String position() {
    @Nullable JsonLocation where = fault.getLocation();
    return where == null || where.getLineNr() < 1
        ? ""
        : " at line " + where.getLineNr() + ", column " + where.getColumnNr();
  }

  private String strange() {
    var found = STRANGE.matcher(String.valueOf(fault.getOriginalMessage()));
    return found.matches() ? " (" + Printable.of(found.group(1)) + ")" : "";
  }

  /// A record of ours that refuses its values says so in words of ours.
  private static String because(@Nullable Throwable cause) {
    return cause instanceof IllegalArgumentException && cause.getMessage() != null
        ? ": " + Printable.of(cause.getMessage())
        : "; see the OpenAPI document";
  }

  private static String knownTo(UnrecognizedPropertyException unknown) {
    var known =
        Optional.ofNullable(unknown.getKnownPropertyIds()).stream()
            .flatMap(Collection::stream)
            .map(String::valueOf)
            .sorted()
            .toList();
    if (known.isEmpty()) {
      return "nothing may stand there";
    }
    return Suggestion.nearestTo(Printable.of(unknown.getPropertyName()), known)
        .map(each -> "did you mean " + each + "?")
        .orElseGet(() -> "known are " + String.join(", ", known));
  }

  private static String expected(@Nullable Class<?> type) {
    if (type == null) {
      return "what the OpenAPI document says";
    }
    if (CharSequence.class.isAssignableFrom(type)) {
      return "a text";
    }
    if (WHOLE_NUMBERS.contains(type)) {
      return "a whole number" + rangeOf(type);
    }
    if (NUMBERS.contains(type)) {
      return "a number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == Instant.class) {
      return "a time, such as \"2026-01-31T12:00:00Z\"";
    }
    if (type == Duration.class) {
      return "a duration, such as \"PT1H\"";
    }
    if (type == UUID.class) {
      return "a UUID";
    }
    if (type == URI.class) {
      return "a URI";
    }
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(each -> ((Enum<?>) each).name())
              .collect(Collectors.joining(", "));
    }
    return expectedShape(type);
  }

  private static String expectedShape(Class<?> type) {
    if (type.isArray() || Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    if (type.isRecord()) {
      return "an object with "
          + Arrays.stream(type.getRecordComponents())
              .map(RecordComponent::getName)
              .collect(Collectors.joining(", "));
    }
    return Map.class.isAssignableFrom(type) ? "an object" : "what the OpenAPI document says";
  }

  private static String rangeOf(Class<?> type) {
    if (type == int.class || type == Integer.class) {
      return " from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE;
    }
    if (type == long.class || type == Long.class) {
      return " from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE;
    }
    return "";
  }

  /// As in `names[0]`.
  private static String pathOf(JsonMappingException malformed) {
    return malformed.getPath().stream()
        .map(MalformedJson::stepOf)
        .collect(Collectors.joining())
        .replaceFirst("^\\.", "");
  }

  private static String stepOf(JsonMappingException.Reference step) {
    @Nullable String member = step.getFieldName();
    return member == null ? "[" + step.getIndex() + "]" : "." + Printable.of(member);
  }
}
