package org.keyferry.agent.cycle.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.protocol.problem.Suggestion;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A mapping of a YAML file that remembers where it stands. Each value is asked for by its key;
/// [#requireNothingElse] then refuses what nobody asked for.
final class YamlMapping {

  private final MappingNode node;
  private final String path;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Node> keys = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  private YamlMapping(MappingNode node, String path) {
    this.node = node;
    this.path = path;
  }

  /// @param path of the node; empty for the document
  static YamlMapping of(Node node, String path) throws YamlFault {
    if (!(node instanceof MappingNode mapping)) {
      throw new YamlFault(node, path.isEmpty() ? "document" : path, "expected `key: value` lines");
    }
    var result = new YamlMapping(mapping, path);
    for (var tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new YamlFault(tuple.getKeyNode(), result.at("?"), "a key is plain text");
      }
      result.keys.put(key.getValue(), key);
      if (result.values.put(key.getValue(), tuple.getValueNode()) != null) {
        throw new YamlFault(
            key, result.at(Printable.of(key.getValue())), "stands twice; remove one of them");
      }
    }
    return result;
  }

  Optional<YamlMapping> mapping(String key) throws YamlFault {
    var value = value(key);
    return value.isPresent() ? Optional.of(of(value.get(), at(key))) : Optional.empty();
  }

  /// The mappings of a list; none if the key is missing.
  List<YamlMapping> mappings(String key) throws YamlFault {
    var mappings = new ArrayList<YamlMapping>();
    var items = items(key);
    for (var item : items.orElse(List.of())) {
      mappings.add(of(item, at(key) + "[" + mappings.size() + "]"));
    }
    return mappings;
  }

  Optional<List<String>> texts(String key) throws YamlFault {
    var items = items(key);
    if (items.isEmpty()) {
      return Optional.empty();
    }
    var texts = new ArrayList<String>();
    for (var item : items.get()) {
      texts.add(textOf(item, at(key) + "[" + texts.size() + "]"));
    }
    return Optional.of(texts);
  }

  Optional<String> text(String key) throws YamlFault {
    var value = value(key);
    return value.isPresent() ? Optional.of(textOf(value.get(), at(key))) : Optional.empty();
  }

  /// @param example what could stand there
  String requiredText(String key, String example) throws YamlFault {
    var text = text(key);
    if (text.isEmpty()) {
      throw new YamlFault(
          node, at(key), "is missing; write for example `" + key + ": " + example + "`");
    }
    return text.get();
  }

  /// @param parser throws IllegalArgumentException with a sentence
  <T> T parsed(String key, String text, Parser<T> parser) throws YamlFault {
    try {
      return parser.parse(text);
    } catch (IllegalArgumentException refused) {
      throw fault(key, String.valueOf(refused.getMessage()));
    }
  }

  <T> Optional<T> optional(String key, Parser<T> parser) throws YamlFault {
    var text = text(key);
    return text.isPresent() ? Optional.of(parsed(key, text.get(), parser)) : Optional.empty();
  }

  <T> T required(String key, String example, Parser<T> parser) throws YamlFault {
    return parsed(key, requiredText(key, example), parser);
  }

  YamlFault fault(String key, String sentence) {
    return new YamlFault(values.getOrDefault(key, node), at(key), sentence);
  }

  /// The keys that nobody asked for, each as a fault that names the nearest one that exists.
  List<YamlFault> unknownKeys() {
    var faults = new ArrayList<YamlFault>();
    for (var key : keys.entrySet()) {
      if (!known.contains(key.getKey())) {
        faults.add(
            new YamlFault(
                key.getValue(),
                at(Printable.of(key.getKey())),
                "unknown key; " + nearestTo(key.getKey())));
      }
    }
    return faults;
  }

  /// @throws YamlFault for the first key that nobody asked for
  void requireNothingElse() throws YamlFault {
    var unknown = unknownKeys();
    if (!unknown.isEmpty()) {
      throw unknown.getFirst();
    }
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  /// Counts the key as asked for: its fault is told by somebody else.
  void forgive(String key) {
    known.add(key);
  }

  private String nearestTo(String key) {
    return Suggestion.nearestTo(key, known)
        .map(each -> "did you mean `" + each + "`?")
        .orElse("known are " + String.join(", ", known));
  }

  private Optional<List<Node>> items(String key) throws YamlFault {
    var value = value(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!(value.get() instanceof SequenceNode sequence)) {
      throw new YamlFault(value.get(), at(key), "expected a list, as in `[one, two]`");
    }
    return Optional.of(sequence.getValue());
  }

  /// A key without a value counts as missing.
  private Optional<Node> value(String key) {
    known.add(key);
    return Optional.ofNullable(values.get(key)).filter(each -> !each.getTag().equals(Tag.NULL));
  }

  private static String textOf(Node node, String path) throws YamlFault {
    if (!(node instanceof ScalarNode scalar)) {
      throw new YamlFault(node, path, "expected one value, not a list or a mapping");
    }
    return scalar.getValue();
  }

  private String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  interface Parser<T> {
    T parse(String text);
  }
}
