package org.keyferry.repository.notice;

/// A way to reach people.
public interface Channel {

  /// As settings and the officer API name it: `mail`.
  String name();

  /// Whether the settings say where to send to.
  boolean isConfigured();

  /// Hands the notice to the next hop. May be called again with the same notice, if nobody knows
  /// whether it went.
  ///
  /// @throws ChannelFailure if it was not taken
  void send(Notice notice);
}
