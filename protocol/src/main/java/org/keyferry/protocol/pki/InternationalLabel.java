package org.keyferry.protocol.pki;

import java.text.Normalizer;
import java.util.Locale;

/// A label with letters beyond ASCII: what people read (U-label) and what goes into a certificate
/// (A-label), each standing for exactly the other (RFC 5890 §2.3.2.1).
///
/// Which letters may stand in a U-label follows RFC 5892 §2 by their Unicode categories. Those that
/// depend on their neighbours (RFC 5892 appendix A) are refused: docs/divergences.md.
final class InternationalLabel {

  private static final String PREFIX = "xn--";

  private InternationalLabel() {}

  /// @param typed in any case and normalization
  /// @throws IllegalArgumentException if it is no U-label, or looks like another one
  static String toALabel(String typed) {
    var label = Normalizer.normalize(typed.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    requireULabel(label);
    return PREFIX + Punycode.encode(label);
  }

  /// @throws IllegalArgumentException unless `label` is the A-label of some U-label
  static void requireALabel(String label) {
    if (!label.startsWith(PREFIX)) {
      throw new IllegalArgumentException("hyphens in third and fourth place are for A-labels only");
    }
    var unicode = Punycode.decode(label.substring(PREFIX.length()));
    requireULabel(unicode);
    if (!label.equals(PREFIX + Punycode.encode(unicode))) {
      throw new IllegalArgumentException("not the A-label of what it decodes to");
    }
  }

  private static void requireULabel(String label) {
    if (label.codePoints().allMatch(each -> each < 0x80)) {
      throw new IllegalArgumentException("nothing in it needs an A-label");
    }
    if (!Normalizer.isNormalized(label, Normalizer.Form.NFC)
        || !label.codePoints().allMatch(InternationalLabel::mayStand)
        || label.startsWith("-")
        || label.endsWith("-")
        || label.startsWith("--", 2)
        || isMark(label.codePointAt(0))) {
      throw new IllegalArgumentException("not a U-label");
    }
    if (label.codePoints().anyMatch(InternationalLabel::isRightToLeft)
        && label.codePoints().anyMatch(InternationalLabel::isLeftToRight)) {
      throw new IllegalArgumentException("letters of both directions in one label"); // RFC 5893 §2
    }
  }

  /// Letters, marks and digits that no mapping would change (RFC 5892 §2.1, §2.2).
  private static boolean mayStand(int point) {
    if (point == '-') {
      return true;
    }
    return switch (Character.getType(point)) {
      case Character.LOWERCASE_LETTER,
          Character.OTHER_LETTER,
          Character.MODIFIER_LETTER,
          Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.DECIMAL_DIGIT_NUMBER ->
          isStable(Character.toString(point));
      default -> false;
    };
  }

  private static boolean isStable(String letter) {
    var folded = Normalizer.normalize(letter, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Normalizer.Form.NFKC).equals(letter);
  }

  private static boolean isMark(int point) {
    return switch (Character.getType(point)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
      default -> false;
    };
  }

  private static boolean isRightToLeft(int point) {
    return switch (Character.getDirectionality(point)) {
      case Character.DIRECTIONALITY_RIGHT_TO_LEFT, Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC ->
          true;
      default -> false;
    };
  }

  private static boolean isLeftToRight(int point) {
    return Character.getDirectionality(point) == Character.DIRECTIONALITY_LEFT_TO_RIGHT;
  }
}
