package org.keyferry.officer.identity;

/// The identity on this machine cannot be used, or not be made. The message is a sentence for the
/// officer: what, fault, fix.
public final class IdentityRefused extends RuntimeException {

  public IdentityRefused(String sentence) {
    super(sentence);
  }

  public IdentityRefused(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
