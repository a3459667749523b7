package org.keyferry.agent.cycle;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.security.ProviderException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.keyferry.agent.connection.ConversationFailed;
import org.keyferry.protocol.bundle.RejectedStatement;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.protocol.problem.ProblemType;

/// Why a round did not come to its end.
///
/// @param sentence for people: what, the fault, and what to do
/// @param frozenSince when the last fresh word came, if that is too long ago
/// @param retryAfter how long the repository wants to be left alone, if it said so
public record Trouble(
    Fault fault, String sentence, Optional<Instant> frozenSince, Optional<Duration> retryAfter) {

  Trouble(Fault fault, String sentence) {
    this(fault, sentence, Optional.empty(), Optional.empty());
  }

  /// Whatever the reason is, for so long it is as if somebody kept news from this host.
  Trouble frozenSince(Instant news) {
    return new Trouble(
        fault,
        "nothing fresh has come from the repository since "
            + news
            + " (a freeze, if somebody keeps it away): "
            + sentence,
        Optional.of(news),
        retryAfter);
  }

  static Trouble of(ConversationFailed failure) {
    return switch (failure) {
      case ConversationFailed.Unreachable _ -> new Trouble(Fault.UNREACHABLE, failure.sentence());
      case ConversationFailed.Refused refused when refused.isTransient() ->
          new Trouble(
              Fault.UNREACHABLE, failure.sentence(), Optional.empty(), refused.retryAfter());
      case ConversationFailed.Refused refused when refused.is(ProblemType.IDENTITY_REVOKED) ->
          new Trouble(
              Fault.REFUSED,
              "this host's identity is good no longer: what is installed stays, nothing new comes;"
                  + " ask an officer for a token and run keyferry-agent enroll --again");
      case ConversationFailed.Refused refused when refused.is(ProblemType.AGENT_QUARANTINED) ->
          new Trouble(
              Fault.REFUSED,
              "this host's agent is quarantined, since two hosts may have its state: what is"
                  + " installed stays, nothing new comes; if this host is the right one, ask an"
                  + " officer for a token of kind re-enroll and run keyferry-agent enroll --again");
      case ConversationFailed.Untimely _ -> new Trouble(Fault.STATEMENT, failure.sentence());
      case ConversationFailed.Unsigned _ -> new Trouble(Fault.DISK, failure.sentence());
      case ConversationFailed.Refused _,
          ConversationFailed.Distrusted _,
          ConversationFailed.Unintelligible _ ->
          new Trouble(Fault.REFUSED, failure.sentence());
    };
  }

  static Trouble of(RejectedStatement rejected) {
    var hint =
        switch (rejected.reason()) {
          case STALE ->
              ". Either this host's clock is wrong, or somebody keeps news from it (a freeze):"
                  + " what is installed stays";
          case ROLLED_BACK, VERSION_REUSED, WILD_JUMP, AUDIT_ROLLED_BACK ->
              ". The repository was set back or is not what it was: tell an officer; what is"
                  + " installed stays";
          default -> "; what is installed stays";
        };
    return new Trouble(
        Fault.STATEMENT,
        "refused what the repository says ("
            + rejected.reason()
            + "): "
            + rejected.getMessage()
            + hint);
  }

  static Trouble of(IOException failure) {
    return new Trouble(Fault.DISK, sentenceOf(failure));
  }

  /// A defect of the agent, or a token that went away.
  static Trouble of(RuntimeException defect) {
    if (defect instanceof ProviderException) { // of the token, or of what stands before it
      return new Trouble(Fault.DISK, Printable.of(String.valueOf(defect.getMessage())));
    }
    return new Trouble(
        Fault.SERVER, "the agent has a defect: " + Printable.of(String.valueOf(defect)));
  }

  /// The file and its fault.
  public static String sentenceOf(IOException failure) {
    return failure instanceof FileSystemException fault && fault.getFile() != null
        ? Printable.of(fault.getFile()) + ": " + faultOf(fault)
        : Printable.of(String.valueOf(failure.getMessage()));
  }

  private static String faultOf(FileSystemException fault) {
    return switch (fault) {
      case NoSuchFileException _ -> "is missing";
      case FileAlreadyExistsException _ -> "is in the way";
      case AccessDeniedException _ -> "may not be used by this user";
      case FileSystemException other when other.getReason() != null ->
          Printable.of(other.getReason());
      case FileSystemException other -> other.getClass().getSimpleName();
    };
  }
}
