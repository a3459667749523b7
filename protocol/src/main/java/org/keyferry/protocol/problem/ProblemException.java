package org.keyferry.protocol.problem;

/// A request that cannot be served.
public final class ProblemException extends RuntimeException {

  private final ProblemType type;
  private final ProblemDocument document;

  /// @param detail a sentence for the caller: the fault and what to change
  public ProblemException(ProblemType type, String detail) {
    this(type, ProblemDocument.of(type, detail));
  }

  private ProblemException(ProblemType type, ProblemDocument document) {
    super(document.detail());
    this.type = type;
    this.document = document;
  }

  /// A refusal that names the member at fault.
  public static ProblemException at(ProblemType type, String field, String detail) {
    return new ProblemException(type, ProblemDocument.of(type, detail).at(field));
  }

  public ProblemType type() {
    return type;
  }

  public ProblemDocument document() {
    return document;
  }
}
