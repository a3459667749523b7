package org.keyferry.agent.doctor;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.keyferry.agent.Golden;

/// What the doctor looks at is documented.
class SubjectTest {

  @Test
  void thePageListsEachCheck() throws IOException {
    var rows =
        Arrays.stream(Subject.values())
            .map(each -> "| `" + each.word() + "` | " + each.promise() + " |\n")
            .collect(Collectors.joining());

    Golden.reference("agent-doctor.md")
        .assertIs(
            """
            # What `keyferry-agent doctor` looks at

            Each check is `ok`, `warning`, `failed`, or `skipped` with the reason. The exit code is 12 if one
            failed, and 0 otherwise. This page is made from the code; a test holds it to that.

            | check | ok means |
            |---|---|
            """
                + rows);
  }
}
