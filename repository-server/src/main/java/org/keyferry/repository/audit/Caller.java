package org.keyferry.repository.audit;

/// Who makes the present request.
public interface Caller {

  /// @return the officer or agent whose certificate authenticated the connection; the repository
  ///   outside of a request
  Actor actor();
}
