package org.keyferry.repository.app;

import java.sql.SQLException;
import java.util.regex.Pattern;

/// What the database said, as PostgreSQL's appendix A has it.
final class DatabaseFault {

  /// 08 the connection; 25006 read-only, 25P03 idle for too long; 40 lost to another transaction;
  /// 53 no memory, no room on the disk, no connection left; 55P03 no lock; 57014 canceled, 57P the
  /// server ends; 58 the system below, such as a disk that takes nothing.
  private static final Pattern TRANSIENT =
      Pattern.compile("08...|25006|25P03|40...|53...|55P03|57014|57P..|58...");

  private DatabaseFault() {}

  /// Whether the same request may succeed later. A fault without a code is the pool's: it had no
  /// connection to give.
  static boolean isTransient(SQLException said) {
    var code = said.getSQLState();
    return code == null || TRANSIENT.matcher(code).matches();
  }
}
