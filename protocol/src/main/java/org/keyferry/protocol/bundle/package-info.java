/// The two signed statements that the repository makes to an agent, bundle and manifest, and how
/// they are sealed, signed, verified and opened. `docs/spec/sealed-bundle.md` is the specification.
///
/// Uses the words of [org.keyferry.protocol.pki]; knows neither HTTP nor the HSM.
@NullMarked
package org.keyferry.protocol.bundle;

import org.jspecify.annotations.NullMarked;
