package org.keyferry.repository.custody;

/// The key ceremony was not held, or with another token. The message says what to do.
public final class CeremonyMissing extends RuntimeException {

  private static final long serialVersionUID = 1;

  public CeremonyMissing(String sentence) {
    super(sentence);
  }
}
