package org.keyferry.protocol.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The code cites the rules of the specification: each of them, and none that does not exist.
class SpecificationRulesTest {

  private static final Path CODE = Path.of("src/main/java/org/keyferry/protocol/bundle");
  private static final Path SPECIFICATION = Path.of("../docs/spec/sealed-bundle.md");
  private static final Pattern RULE = Pattern.compile("(?m)^([0-9]+)\\. .*(?:\\n   .*)*");
  private static final Pattern CITATION =
      Pattern.compile("[Rr]ules? ([0-9]+)(?: (to|and) ([0-9]+))?");

  @Test
  void eachRuleIsCitedWhereItIsKept() throws IOException {
    assertThat(cited()).isEqualTo(rules());
  }

  @Test
  void eachReasonStandsInTheSpecification() throws IOException {
    var specification = Files.readString(SPECIFICATION);

    assertThat(Arrays.stream(RejectedStatement.Reason.values()))
        .allSatisfy(reason -> assertThat(specification).contains("[" + reason.name() + "]"));
  }

  private static SortedSet<Integer> rules() throws IOException {
    var numbers = new TreeSet<Integer>();
    var rules = RULE.matcher(Files.readString(SPECIFICATION));
    while (rules.find()) {
      numbers.add(Integer.valueOf(rules.group(1)));
    }
    return numbers;
  }

  private static SortedSet<Integer> cited() throws IOException {
    var numbers = new TreeSet<Integer>();
    try (var files = Files.list(CODE)) {
      for (var file : files.toList()) {
        var citations = CITATION.matcher(Files.readString(file));
        while (citations.find()) {
          var first = Integer.parseInt(citations.group(1));
          var last = citations.group(3) == null ? first : Integer.parseInt(citations.group(3));
          var step = "and".equals(citations.group(2)) ? last - first : 1;
          for (var number = first; number <= last; number += Math.max(step, 1)) {
            numbers.add(number);
          }
        }
      }
    }
    return numbers;
  }
}
