package org.keyferry.repository.audit;

/// A row of the record that was not written by us.
public final class UnreadableEntry extends RuntimeException {

  private final long sequence;

  public UnreadableEntry(long sequence, Exception cause) {
    super("audit entry " + sequence + " is not what was written", cause);
    this.sequence = sequence;
  }

  public long sequence() {
    return sequence;
  }
}
