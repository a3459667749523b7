package org.keyferry.officer.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Who answers, and to whom.
@Command(name = "repository", description = "Shows which repository answers, and to whom.")
final class RepositoryCommand implements Callable<Integer> {

  private final Keyferry keyferry;

  RepositoryCommand(Keyferry keyferry) {
    this.keyferry = keyferry;
  }

  @Override
  public Integer call() {
    var repository = keyferry.api().repository();
    keyferry
        .answers()
        .one(
            repository,
            new Sheet()
                .line("Repository", repository.repository())
                .line("Release", repository.version())
                .line("Officer", repository.officer())
                .line("Officer until", Moments.second(repository.officerExpires()))
                .line("HSM token", repository.token())
                .line("HSM module", repository.module())
                .line("Server time", Moments.second(repository.now())));
    return ExitCode.OK.code();
  }
}
