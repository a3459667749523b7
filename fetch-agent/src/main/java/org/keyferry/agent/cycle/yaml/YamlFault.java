package org.keyferry.agent.cycle.yaml;

import org.snakeyaml.engine.v2.nodes.Node;

/// One value is not what it should be.
final class YamlFault extends Exception {

  /// @param path such as `targets[0].mode`
  YamlFault(Node node, String path, String sentence) {
    super(
        "line "
            + node.getStartMark().map(mark -> Integer.toString(mark.getLine() + 1)).orElse("?")
            + ": "
            + path
            + ": "
            + sentence);
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
