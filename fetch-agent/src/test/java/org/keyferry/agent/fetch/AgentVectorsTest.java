package org.keyferry.agent.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keyferry.testkit.SpecificationVector;

/// The agent, with the libraries that it is shipped with, believes what the specification says.
class AgentVectorsTest {

  @ParameterizedTest
  @MethodSource("org.keyferry.testkit.SpecificationVectors#all")
  void eachVectorComesOutAsItSays(SpecificationVector vector) {
    assertThat(vector.outcome()).isEqualTo(vector.expected());
  }
}
