package org.keyferry.agent.cli;

import java.io.IOException;
import java.security.ProviderException;
import org.keyferry.agent.adopt.edit.NotApplied;
import org.keyferry.agent.connection.ConversationFailed;
import org.keyferry.agent.cycle.AgentBusy;
import org.keyferry.agent.cycle.AlreadyEnrolled;
import org.keyferry.agent.cycle.Trouble;
import org.keyferry.agent.cycle.yaml.SettingsRefused;
import org.keyferry.agent.identity.NotEnrolled;
import org.keyferry.agent.identity.TokenFault;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/// Every failure as a sentence on standard error and an exit code of its own. What is not listed
/// here is a defect, and shows with its stack trace.
final class FailurePrinter implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed)
      throws Exception {
    var err = command.getErr();
    var code =
        switch (failure) {
          case SettingsRefused _, TokenFault.Misset _, TokenFault.PinRefused _ ->
              ExitCode.CONFIGURATION;
          case NotEnrolled _, AlreadyEnrolled _ -> ExitCode.NOT_ENROLLED;
          case AgentBusy _ -> ExitCode.BUSY;
          case ConversationFailed.Unreachable _ -> ExitCode.UNREACHABLE;
          case ConversationFailed.Refused refused when refused.isTransient() ->
              ExitCode.UNREACHABLE;
          case ConversationFailed.Untimely _ -> ExitCode.STATEMENT_REFUSED;
          case ConversationFailed.Unsigned _ -> ExitCode.DISK;
          case ConversationFailed _ -> ExitCode.REFUSED;
          case NotApplied _ -> ExitCode.NOT_APPLIED;
          case IOException _, ProviderException _ -> ExitCode.DISK; // of a token, the second
          default -> throw failure;
        };
    sentence(failure).lines().forEach(line -> err.println("keyferry-agent: " + line));
    err.flush();
    return code.code();
  }

  private static String sentence(Exception failure) {
    return failure instanceof IOException disk
        ? Trouble.sentenceOf(disk)
        : String.valueOf(failure.getMessage());
  }
}
