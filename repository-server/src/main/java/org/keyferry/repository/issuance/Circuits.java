package org.keyferry.repository.issuance;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.keyferry.protocol.pki.DisplayName;

/// The circuits of the CAs.
public interface Circuits {

  /// A fresh one if nothing was ever noted.
  Circuit of(DisplayName ca);

  /// Of the CAs of which something was noted.
  Map<DisplayName, Circuit> all();

  /// Puts another in its place, one caller after the other. Does nothing if there is no such CA.
  ///
  /// @return what was there before
  Circuit change(DisplayName ca, UnaryOperator<Circuit> change);
}
