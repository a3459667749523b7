package org.keyferry.repository.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.keyferry.protocol.problem.ProblemDocument;
import org.keyferry.protocol.problem.ProblemType;

/// Refusals as they must look on the wire (RFC 9457).
public final class Problems {

  private Problems() {}

  public static ProblemDocument assertProblem(
      HttpResponse<String> answer, ProblemType type, ObjectMapper json) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(type.status());
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(value -> assertThat(value).startsWith(ProblemDocument.MEDIA_TYPE));
    var problem = json.readValue(answer.body(), ProblemDocument.class);
    assertThat(problem.type()).isEqualTo(type.uri().toString());
    assertThat(answer.body()).doesNotContain("Exception", "\tat ");
    return problem;
  }
}
