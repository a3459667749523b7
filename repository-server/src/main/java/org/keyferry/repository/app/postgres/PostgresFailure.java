package org.keyferry.repository.app.postgres;

import org.jspecify.annotations.Nullable;

/// The database that comes along does not start. The message says what to do.
public final class PostgresFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  PostgresFailure(String sentence) {
    this(sentence, null);
  }

  PostgresFailure(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
  }
}
