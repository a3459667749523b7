package org.keyferry.agent.cycle.yaml;

import org.snakeyaml.engine.v2.nodes.Node;

/// One value is not what it should be.
final class YamlFault extends Exception {

  private final int line;

  /// @param path such as `targets[0].mode`
  YamlFault(Node node, String path, String sentence) {
    this(node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0), path, sentence);
  }

  private YamlFault(int line, String path, String sentence) {
    super("line " + (line == 0 ? "?" : Integer.toString(line)) + ": " + path + ": " + sentence);
    this.line = line;
  }

  int line() {
    return line;
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
