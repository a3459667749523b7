package org.keyferry.repository.app.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.repository.app.Handover;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "run",
    description = "Serve agents and officers until stopped.",
    mixinStandardHelpOptions = true)
@NullUnmarked // picocli sets the fields
final class RunCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  @Override
  public Integer call() {
    return new Container(main.configuration()).run(Serving.class, Handover.Purpose.SERVE).code();
  }
}
