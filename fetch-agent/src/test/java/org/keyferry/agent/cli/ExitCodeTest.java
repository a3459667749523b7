package org.keyferry.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.keyferry.agent.Golden;

/// Every code is documented, where people look for it.
class ExitCodeTest {

  @Test
  void thePageListsEachCode() throws IOException {
    var rows =
        Arrays.stream(ExitCode.values())
            .map(each ->
                "| " + each.code() + " | " + each.meaning() + " | " + each.advice() + " |\n")
            .collect(Collectors.joining());

    Golden.reference("agent-exit-codes.md")
        .assertIs(
            """
            # Exit codes of the agent

            What `keyferry-agent` tells a script. If several things are wrong, trouble with the repository
            comes first, then the first target that is not well.

            This page is made from the code; a test holds it to that.

            | code | what it means | what to do |
            |---|---|---|
            """
                + rows);
  }

  @Test
  void noTwoMeanTheSame() {
    assertThat(ExitCode.values()).extracting(ExitCode::code).doesNotHaveDuplicates().isSorted();
  }
}
