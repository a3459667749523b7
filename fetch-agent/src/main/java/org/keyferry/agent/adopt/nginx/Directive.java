package org.keyferry.agent.adopt.nginx;

import java.util.List;
import java.util.stream.Stream;
import org.keyferry.agent.adopt.host.ConfigurationFile;
import org.keyferry.agent.adopt.host.Place;
import org.keyferry.agent.adopt.host.Spot;

/// One directive, with what is in its block if it has one; includes are in the place of `include`.
///
/// @param start offset of its name
/// @param end behind its `;` or `}`
record Directive(
    String name,
    List<String> arguments,
    List<Directive> block,
    ConfigurationFile file,
    int start,
    int end) {

  Directive {
    arguments = List.copyOf(arguments);
    block = List.copyOf(block);
  }

  Place at() {
    return file.at(start);
  }

  Spot spot() {
    return new Spot(file.real(), start, end);
  }

  /// The first argument, or nothing.
  String argument() {
    return arguments.isEmpty() ? "" : arguments.getFirst();
  }

  /// Those of a name in the block, in their order.
  Stream<Directive> all(String wanted) {
    return block.stream().filter(each -> each.name.equals(wanted));
  }

  /// Whether the last of a name says `on`.
  boolean isOn(String wanted) {
    return all(wanted)
        .reduce((_, last) -> last)
        .filter(each -> each.argument().equals("on"))
        .isPresent();
  }
}
