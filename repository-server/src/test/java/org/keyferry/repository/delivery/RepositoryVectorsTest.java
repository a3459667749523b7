package org.keyferry.repository.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keyferry.testkit.SpecificationVector;

/// The repository, with the libraries that it is shipped with, agrees with its agents on what a
/// statement is.
class RepositoryVectorsTest {

  @ParameterizedTest
  @MethodSource("org.keyferry.testkit.SpecificationVectors#all")
  void eachVectorComesOutAsItSays(SpecificationVector vector) {
    assertThat(vector.outcome()).isEqualTo(vector.expected());
  }
}
