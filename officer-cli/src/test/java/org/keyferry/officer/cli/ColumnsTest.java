package org.keyferry.officer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnsTest {

  private static final Columns<String> TABLE =
      Columns.<String>of("NAME", name -> name)
          .andIfThereIsRoom("NEWEST", _ -> "1.42")
          .andWhole("HAS", _ -> "1.41")
          .andIfThereIsRoom("SINCE", _ -> "12 min");
  private static final List<String> NAMES = List.of("a-host-with-a-long-name");

  @Test
  void allIsShownWhereThereIsRoom() {
    assertThat(TABLE.render(NAMES, 80))
        .containsExactly(
            "NAME                     NEWEST  HAS   SINCE",
            "a-host-with-a-long-name  1.42    1.41  12 min");
  }

  @Test
  void namesAreCutFirst() {
    assertThat(TABLE.render(NAMES, 30))
        .containsExactly("NAME      NEWEST  HAS   SINCE", "a-hos...  1.42    1.41  12 min");
  }

  @Test
  void thenWhatCanBeSparedGoesTheLastFirst() {
    assertThat(TABLE.render(NAMES, 29))
        .containsExactly("NAME             NEWEST  HAS", "a-host-with-...  1.42    1.41");
    assertThat(TABLE.render(NAMES, 21))
        .containsExactly("NAME             HAS", "a-host-with-...  1.41");
  }

  /// A line that the terminal breaks is better than half a version.
  @Test
  void whatIsWholeStays() {
    assertThat(TABLE.render(NAMES, 5)).containsExactly("NAME      HAS", "a-hos...  1.41");
  }
}
