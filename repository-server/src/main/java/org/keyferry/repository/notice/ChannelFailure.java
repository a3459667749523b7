package org.keyferry.repository.notice;

/// A notice was not taken.
public final class ChannelFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  /// @param message names what did not take it, why, and the setting to look at
  public ChannelFailure(String message) {
    super(message);
  }

  public ChannelFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
