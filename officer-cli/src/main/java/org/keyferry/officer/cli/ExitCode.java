package org.keyferry.officer.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/// What the command tells the shell. The numbers from 64 on are those of `sysexits.h`.
public enum ExitCode {
  OK(0, "done"),
  REFUSED(1, "the repository refused; the problem type is shown"),
  USAGE(2, "the command line is wrong"),
  NOT_ISSUED(
      3, "the order ended without a certificate, or the incident is paused or has not begun"),
  NOT_ALL(4, "of several things some were not done; each is named"),
  UNREACHABLE(69, "the repository cannot be reached, or somebody else answers there"),
  INTERNAL(70, "this program failed"),
  FILE(74, "a file cannot be read or written"),
  TIMED_OUT(75, "what was waited for takes longer; it goes on in the repository"),
  NOT_UNDERSTOOD(76, "the answer is not of the officer API"),
  NO_IDENTITY(77, "the officer's identity is missing, or the repository does not take it");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  /// Code to meaning, for help.
  static Map<String, String> table() {
    var table = new LinkedHashMap<String, String>();
    for (var each : values()) {
      table.put(Integer.toString(each.code), each.meaning);
    }
    return table;
  }
}
