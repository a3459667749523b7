package org.keyferry.agent.cli;

/// How an answer is written. Named as they are typed.
enum Form {
  /// For people.
  table,
  /// For programs.
  json
}
