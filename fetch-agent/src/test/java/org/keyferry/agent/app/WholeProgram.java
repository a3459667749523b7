package org.keyferry.agent.app;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Nested;

/// All that an agent does on its host, from the first command to the last: by the program that is
/// named.
abstract class WholeProgram {

  /// The command that starts it, without arguments.
  abstract List<String> program() throws IOException;

  @Nested
  class Enrollment extends ProgramEnrollment {
    @Override
    List<String> program() throws IOException {
      return WholeProgram.this.program();
    }
  }

  @Nested
  class Rounds extends ProgramRounds {
    @Override
    List<String> program() throws IOException {
      return WholeProgram.this.program();
    }
  }

  @Nested
  class Servers extends ProgramServers {
    @Override
    List<String> program() throws IOException {
      return WholeProgram.this.program();
    }
  }

  @Nested
  class Outages extends ProgramOutages {
    @Override
    List<String> program() throws IOException {
      return WholeProgram.this.program();
    }
  }

  @Nested
  class Adoption extends ProgramAdoption {
    @Override
    List<String> program() throws IOException {
      return WholeProgram.this.program();
    }
  }
}
