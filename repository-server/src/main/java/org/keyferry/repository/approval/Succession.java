package org.keyferry.repository.approval;

/// What the first use of a renewed certificate means to the one before.
interface Succession {

  /// @param used replaces another
  void settle(Officer used);
}
