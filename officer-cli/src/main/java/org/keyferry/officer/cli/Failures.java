package org.keyferry.officer.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.keyferry.officer.api.ApiFailure;
import org.keyferry.officer.identity.IdentityRefused;
import org.keyferry.protocol.problem.ProblemDocument;
import org.keyferry.protocol.problem.ProblemType;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// Turns what went wrong into a sentence and an exit code; nobody sees a stack trace.
final class Failures implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
    if (failure instanceof ParameterException misuse) {
      return new Misuse().handleParseException(misuse, new String[0]);
    }
    return report(failure, line.getErr()).code();
  }

  private static ExitCode report(Exception failure, PrintWriter err) {
    return switch (failure) {
      case ApiFailure.Refused refused -> refused(refused.problem(), err);
      case ApiFailure.IdentityNotTaken refused -> say(ExitCode.NO_IDENTITY, refused, err);
      case ApiFailure.Unreachable unreachable -> say(ExitCode.UNREACHABLE, unreachable, err);
      case ApiFailure.NotUnderstood strange -> say(ExitCode.NOT_UNDERSTOOD, strange, err);
      case IdentityRefused refused -> say(ExitCode.NO_IDENTITY, refused, err);
      case Ended ended -> say(ended.code(), ended, err);
      case UncheckedIOException file -> file(file, err);
      default -> {
        say("This program failed: " + failure, err);
        yield ExitCode.INTERNAL;
      }
    };
  }

  private static ExitCode refused(ProblemDocument problem, PrintWriter err) {
    var type = ProblemType.of(problem.type());
    say("Refused: " + problem.detail(), err);
    err.println(
        Shown.line(
            "          problem "
                + type.map(ProblemType::slug).orElse(problem.type())
                + " ("
                + problem.status()
                + ")"
                + (problem.field() == null ? "" : ", field " + problem.field())));
    return type.map(Failures::codeOf).orElse(ExitCode.REFUSED);
  }

  private static ExitCode codeOf(ProblemType type) {
    return switch (type) {
      case IDENTITY_REQUIRED, IDENTITY_REVOKED, OFFICER_REQUIRED -> ExitCode.NO_IDENTITY;
      default -> ExitCode.REFUSED;
    };
  }

  private static ExitCode file(UncheckedIOException failure, PrintWriter err) {
    say(
        switch (failure.getCause()) {
          case AccessDeniedException denied -> "Not allowed: " + denied.getFile();
          case NoSuchFileException missing -> "Not there: " + missing.getFile();
          case FileSystemException file when file.getReason() != null ->
              file.getFile() + ": " + file.getReason();
          case null, default -> "A file failed: " + failure.getMessage();
        },
        err);
    return ExitCode.FILE;
  }

  private static ExitCode say(ExitCode code, Exception failure, PrintWriter err) {
    say(String.valueOf(failure.getMessage()), err);
    return code;
  }

  private static void say(String sentence, PrintWriter err) {
    err.println("keyferry: " + Shown.line(sentence));
  }
}
