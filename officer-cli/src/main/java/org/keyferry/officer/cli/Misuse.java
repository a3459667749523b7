package org.keyferry.officer.cli;

import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;

/// Says what is wrong with a command line, and where to read on, in two lines.
final class Misuse implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException misuse, String[] arguments) {
    var line = misuse.getCommandLine();
    var err = line.getErr();
    err.println("keyferry: " + Shown.line(String.valueOf(misuse.getMessage())));
    CommandLine.UnmatchedArgumentException.printSuggestions(misuse, err);
    err.println("          see " + line.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE.code();
  }
}
