package org.keyferry.officer.cli;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.keyferry.officer.existing.Finding;
import org.keyferry.officer.existing.Finding.Pair;
import org.keyferry.officer.existing.Finding.Unusable;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Printable;

/// One certificate that may be imported, with what becomes of it.
///
/// @param detail what people read about it
record Candidate(Finding finding, State state, String detail) {

  static final Columns<Shape> TABLE =
      Columns.of("NAME", Shape::name)
          .and("NAMES", shape -> String.join(" ", shape.identifiers()))
          .andWhole("KEY", Shape::keyType)
          .andWhole("EXPIRES", shape -> Moments.day(shape.expires()))
          .andWhole("SOURCE", Shape::source)
          .and("WHAT HAPPENS", Shape::detail);

  /// What becomes of a certificate.
  enum State {
    /// It will be added.
    NEW,
    /// It will be the next version of one that exists.
    NEXT,
    /// The repository has it.
    PRESENT,
    IMPORTED,
    /// It cannot be imported, or was refused.
    FAILED
  }

  static Candidate of(Unusable unusable) {
    return new Candidate(unusable, State.FAILED, "cannot be imported: " + unusable.reason());
  }

  boolean isCalled(DisplayName name) {
    return finding instanceof Pair pair && pair.name().equals(name);
  }

  boolean isToBeDone() {
    return state == State.NEW || state == State.NEXT;
  }

  Candidate now(State next, String text) {
    return new Candidate(finding, next, text);
  }

  /// As it is shown, and written in JSON: without the key.
  Shape shape() {
    return switch (finding) {
      case Pair pair ->
          new Shape(
              pair.name().value(),
              pair.identifiers(),
              pair.type().toString(),
              pair.chain().leaf().getNotAfter().toInstant(),
              pair.source().toString(),
              pair.place().toString(),
              state.name().toLowerCase(Locale.ROOT),
              detail);
      case Unusable unusable ->
          new Shape(
              null,
              List.of(),
              null,
              null,
              null,
              unusable.place().toString(),
              state.name().toLowerCase(Locale.ROOT),
              Printable.of(unusable.place().toString()) + " " + detail);
    };
  }

  /// @param name that it has, or will have
  /// @param place file of the key
  /// @param state `new`, `next`, `present`, `imported` or `failed`
  record Shape(
      @Nullable String name,
      List<String> identifiers,
      @Nullable String keyType,
      @Nullable Instant expires,
      @Nullable String source,
      String place,
      String state,
      String detail) {}
}
