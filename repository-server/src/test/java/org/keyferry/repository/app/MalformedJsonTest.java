package org.keyferry.repository.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.protocol.problem.ProblemDocument;
import org.keyferry.protocol.problem.ProblemType;

/// What is wrong with a request is told by field, fault and fix, and without a name of ours.
class MalformedJsonTest {

  private static final ObjectMapper JSON = new ObjectMapper().findAndRegisterModules();

  static {
    new StrictJson().customize(JSON);
  }

  /// One of each type that JSON has, and of each that the protocol makes of it.
  record Everything(
      @Nullable String text,
      @Nullable Integer count,
      @Nullable Long size,
      @Nullable Double share,
      @Nullable Boolean wanted,
      @Nullable Instant at,
      @Nullable Duration every,
      @Nullable UUID id,
      @Nullable URI where,
      @Nullable RevocationReason reason,
      @Nullable List<String> names,
      @Nullable Map<String, String> labels,
      @Nullable List<Part> parts) {}

  record Part(String name, long size) {

    Part {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("a name has at least one letter");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"nam": 1}                        | nam            | nam is unknown; did you mean names?
          {"Text": "a"}                     | Text           | Text is unknown; did you mean text?
          {"admin": true}                   | admin          | admin is unknown; known are at, count, every, id, labels, names, parts, reason, share, size, text, wanted, where
          {"parts": [{"name": "a", "size": 1, "szie": 2}]}        | parts[0].szie  | parts[0].szie is unknown; did you mean size?
          {"parts": [{"name": "a", "size": 1, "x": 2}]}           | parts[0].x     | parts[0].x is unknown; known are name, size
          {"text": 5}                       | text           | text has to be a text
          {"text": 5.5}                     | text           | text has to be a text
          {"text": true}                    | text           | text has to be a text
          {"text": {}}                      | text           | text has to be a text
          {"text": ["a"]}                   | text           | text has to be a text
          {"names": [7]}                    | names[0]       | names[0] has to be a text
          {"count": "5"}                    | count          | count has to be a whole number from -2147483648 to 2147483647
          {"count": 5.5}                    | count          | count has to be a whole number from -2147483648 to 2147483647
          {"count": 3000000000}             | count          | count is out of range; it has to be a whole number from -2147483648 to 2147483647
          {"size": "big"}                   | size           | size has to be a whole number from -9223372036854775808 to 9223372036854775807
          {"share": "half"}                 | share          | share has to be a number
          {"wanted": "true"}                | wanted         | wanted has to be true or false
          {"wanted": 1}                     | wanted         | wanted has to be true or false
          {"at": "tomorrow"}                | at             | at has to be a time, such as "2026-01-31T12:00:00Z"
          {"every": "hour"}                 | every          | every has to be a duration, such as "PT1H"
          {"id": "web1"}                    | id             | id has to be a UUID
          {"where": {}}                     | where          | where has to be a URI
          {"names": {"a": 1}}               | names          | names has to be a list
          {"names": "a"}                    | names          | names has to be a list
          {"labels": ["a"]}                 | labels         | labels has to be an object
          {"parts": ["a"]}                  | parts[0]       | parts[0] has to be an object with name, size
          {"parts": [[]]}                   | parts[0]       | parts[0] has to be an object with name, size
          {"parts": [{"name": "a"}]}        | parts[0].size  | parts[0].size is missing; add it
          {"parts": [{"name": null}]}       | parts[0].name  | parts[0].name is null; it has to be a text
          {"parts": [{"size": null}]}       | parts[0].size  | parts[0].size is null; it has to be a whole number from -9223372036854775808 to 9223372036854775807
          {"parts": [{"name": "", "size": 1}]} | parts[0]    | parts[0] cannot be used: a name has at least one letter
          {"count": 1, "count": 2}          | count          | count is there twice at line 1, column 21; leave one of them out
          {"parts": [{"size": 1, "size": 2}]} | parts[0].size | parts[0].size is there twice at line 1, column 30; leave one of them out
          """)
  void aMemberIsNamedWithItsFaultAndWhatWouldBeRight(String body, String field, String sentence) {
    var problem = problemOf(body);

    assertThat(problem.detail()).isEqualTo(sentence);
    assertThat(problem.field()).isEqualTo(field);
  }

  @Test
  void aWordThatIsNoneOfAFewNamesThem() {
    assertThat(problemOf("{\"reason\": \"stolen\"}").detail())
        .startsWith("reason has to be one of ")
        .contains("KEY_COMPROMISE", "SUPERSEDED");
  }

  @Test
  void nullInAListIsNamed() {
    assertThat(problemOf("{\"names\": [\"a\", null]}").detail())
        .startsWith("names")
        .contains(" is null; it has to be ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"count": }        | the request is not JSON at line 1, column 11 (Unexpected character ('}' (code 125))); correct it there
          {"count": yes}     | the request is not JSON at line 1, column 11 (Unrecognized token 'yes'); correct it there
          {count: 1}         | the request is not JSON at line 1, column 2 (Unexpected character ('c' (code 99))); correct it there
          {"count": 01}      | the request is not JSON at line 1, column 12; correct it there
          {"count": NaN}     | the request is not JSON at line 1, column 14; correct it there
          {"count": 1        | the request ends at line 1, column 12, before its JSON is complete; send all of it
          {"count": 1,       | the request ends at line 1, column 13, before its JSON is complete; send all of it
          {"text": "a        | the request ends at line 1, column 12, before its JSON is complete; send all of it
          {} {}              | there is more behind the end of the request's JSON at line 1, column 4; send one object and nothing else
          {} x               | the request is not JSON at line 1, column 4 (Unrecognized token 'x'); correct it there
          []                 | the request has to be an object with text, count, size, share, wanted, at, every, id, where, reason, names, labels, parts
          "text"             | the request has to be an object with text, count, size, share, wanted, at, every, id, where, reason, names, labels, parts
          ``                 | the request has no JSON in it; send the object that the OpenAPI document describes
          """)
  void whatIsNoObjectIsNamedByLineAndColumn(String body, String sentence) {
    assertThat(problemOf(body).detail()).isEqualTo(sentence);
  }

  @Test
  void lineAndColumnAreThoseOfTheSender() {
    assertThat(problemOf("{\n  \"text\": \"a\",\n  \"count\": ?\n}").detail())
        .contains("at line 3, column 12");
  }

  @Test
  void whatIsTooDeepOrTooLongIsToldByTheLimits() {
    assertThat(problemOf("[".repeat(20) + "]".repeat(20)).detail()).contains("an object with");
    assertThat(
            problemOf("{\"text\": \"" + "a".repeat(StrictJson.LONGEST_TEXT + 1) + "\"}").detail())
        .contains("goes beyond what is read", "16 levels", "131072 characters");
  }

  @Test
  void whatASenderCallsAMemberIsPrintable() {
    var problem = problemOf("{\"\\u0000\\u202e" + "a".repeat(500) + "\": 1}");

    assertThat(problem.detail()).contains("\\u0000\\u202e").hasSizeLessThan(1000);
    assertThat(problem.field()).startsWith("\\u0000\\u202e").hasSizeLessThan(300);
  }

  private static ProblemDocument problemOf(String body) {
    var fault =
        catchThrowableOfType(
            JsonProcessingException.class, () -> JSON.readValue(octets(body), Everything.class));
    assertThat(fault).as(body).isNotNull();
    var problem = MalformedJson.problemOf(fault);
    assertThat(problem.type()).isEqualTo(ProblemType.REQUEST_MALFORMED.uri().toString());
    assertThat(problem.detail())
        .doesNotContain("org.keyferry", "java.", "Everything", "Exception", "Coercion", "Feature");
    return problem;
  }

  /// The server reads octets, and of these the library tells another column now and then.
  private static InputStream octets(String body) {
    return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
  }
}
