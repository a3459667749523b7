package org.keyferry.acceptance;

/// A place on the road of an order where the server is held, so that it can be killed there and
/// nowhere else.
///
/// @param name for people and for the file that arms it
/// @param owner simple or full name of the class
/// @param method of the class
/// @param where in Byteman's words: `ENTRY` or `EXIT`
record CrashPoint(String name, String owner, String method, String where) {

  private static final String ISSUANCE = "org.keyferry.repository.issuance.";

  static CrashPoint before(String name, String owner, String method) {
    return new CrashPoint(name, ISSUANCE + owner, method, "ENTRY");
  }

  static CrashPoint after(String name, String owner, String method) {
    return new CrashPoint(name, ISSUANCE + owner, method, "EXIT");
  }

  /// What the server writes when it stands there.
  String landed() {
    return "held at " + name + ";";
  }

  /// The Byteman rule that holds the thread there for as long as `armed` names a file.
  String rule(String armed) {
    return """
    RULE %s
    CLASS %s
    METHOD %s
    AT %s
    BIND armed:java.io.File = new java.io.File("%s")
    IF armed.exists()
    DO traceln("%s"); waitFor("the kill")
    ENDRULE
    """
        .formatted(name, owner, method, where, armed, landed());
  }

  /// What the server writes when it goes on.
  String letGo() {
    return "let go at " + name + ";";
  }

  /// The Byteman rule that holds the thread there for some seconds, if `armed` names a file when it
  /// comes by.
  String pause(String armed, int seconds) {
    return """
    RULE %s
    CLASS %s
    METHOD %s
    AT %s
    BIND armed:java.io.File = new java.io.File("%s")
    IF armed.exists()
    DO traceln("%s"); delay(%d); traceln("%s")
    ENDRULE
    """
        .formatted(name, owner, method, where, armed, landed(), seconds * 1000, letGo());
  }

  @Override
  public String toString() {
    return name;
  }
}
