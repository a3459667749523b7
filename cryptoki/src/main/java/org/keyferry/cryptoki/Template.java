package org.keyferry.cryptoki;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// An array of CK_ATTRIBUTE: what a key is to be, or what is looked for. Immutable.
public final class Template {

  private static final long SIZE = 24; // of CK_ATTRIBUTE: type, pointer, length; LP64

  private final List<Attribute> attributes;

  private Template(List<Attribute> attributes) {
    this.attributes = List.copyOf(attributes);
  }

  public static Template ofClass(long objectClass) {
    return new Template(List.of()).number(Pkcs11.CKA_CLASS, objectClass);
  }

  /// For keys that are generated: their class follows from the mechanism.
  public static Template empty() {
    return new Template(List.of());
  }

  public Template yes(long... types) {
    return flags((byte) 1, types);
  }

  public Template no(long... types) {
    return flags((byte) 0, types);
  }

  public Template number(long type, long value) {
    return with(type, memory -> memory.allocateFrom(JAVA_LONG, value));
  }

  public Template numbers(long type, long... values) {
    return with(type, memory -> memory.allocateFrom(JAVA_LONG, values));
  }

  public Template octets(long type, byte[] value) {
    return with(type, memory -> memory.allocateFrom(JAVA_BYTE, value));
  }

  public Template text(long type, String value) {
    return octets(type, value.getBytes(StandardCharsets.UTF_8));
  }

  public Template template(long type, Template value) {
    return with(type, value::in);
  }

  public Template and(Template more) {
    return new Template(Stream.concat(attributes.stream(), more.attributes.stream()).toList());
  }

  public long length() {
    return attributes.size();
  }

  /// Lays the array out for a call; it lives as long as `memory`.
  MemorySegment in(SegmentAllocator memory) {
    var array = memory.allocate(SIZE * attributes.size(), JAVA_LONG.byteAlignment());
    for (var index = 0; index < attributes.size(); index++) {
      var attribute = attributes.get(index);
      var value = attribute.value.apply(memory);
      var offset = SIZE * index;
      array.set(JAVA_LONG, offset, attribute.type);
      array.set(ADDRESS, offset + 8, value);
      array.set(JAVA_LONG, offset + 16, value.byteSize());
    }
    return array;
  }

  private Template flags(byte value, long... types) {
    var template = this;
    for (var type : types) {
      template = template.with(type, memory -> memory.allocateFrom(JAVA_BYTE, value));
    }
    return template;
  }

  private Template with(long type, Function<SegmentAllocator, MemorySegment> value) {
    return and(new Template(List.of(new Attribute(type, value))));
  }

  private record Attribute(long type, Function<SegmentAllocator, MemorySegment> value) {}
}
