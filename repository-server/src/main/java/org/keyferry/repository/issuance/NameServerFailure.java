package org.keyferry.repository.issuance;

/// The name server did not do what it was asked. The message is a sentence for the officer.
public final class NameServerFailure extends RuntimeException {

  public NameServerFailure(String message) {
    super(message);
  }

  public NameServerFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
