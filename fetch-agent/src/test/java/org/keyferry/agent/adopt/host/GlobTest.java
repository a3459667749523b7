package org.keyferry.agent.adopt.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// As glob(7) has it.
class GlobTest {

  @Test
  void aStarIsAnyText() {
    assertThat(Glob.matches("*.conf", "a.conf")).isTrue();
    assertThat(Glob.matches("*.conf", "a.conf.bak")).isFalse();
    assertThat(Glob.matches("a*b*c", "aXbXbc")).isTrue();
    assertThat(Glob.matches("a*b*c", "aXbXb")).isFalse();
    assertThat(Glob.matches("*", "")).isTrue();
  }

  @Test
  void aQuestionMarkIsOneLetter() {
    assertThat(Glob.matches("?.conf", "a.conf")).isTrue();
    assertThat(Glob.matches("?.conf", "ab.conf")).isFalse();
  }

  @Test
  void bracketsAreOneLetterOfSeveral() {
    assertThat(Glob.matches("[ab].conf", "b.conf")).isTrue();
    assertThat(Glob.matches("[!ab].conf", "b.conf")).isFalse();
    assertThat(Glob.matches("[0-9][0-9]-*", "20-site")).isTrue();
    assertThat(Glob.matches("[]a]", "]")).isTrue();
    assertThat(Glob.matches("[", "[")).isTrue();
  }

  @Test
  void aLeadingDotIsNotMatched() {
    assertThat(Glob.matches("*", ".hidden")).isFalse();
    assertThat(Glob.matches("?hidden", ".hidden")).isFalse();
    assertThat(Glob.matches(".*", ".hidden")).isTrue();
  }

  @Test
  void aBackslashProtects() {
    assertThat(Glob.matches("\\*", "*")).isTrue();
    assertThat(Glob.matches("\\*", "a")).isFalse();
  }

  /// Many stars cost time in proportion, not to the power.
  @Test
  void aHostilePatternEnds() {
    assertThat(Glob.matches("*a".repeat(200) + "b", "a".repeat(5_000))).isFalse();
  }
}
