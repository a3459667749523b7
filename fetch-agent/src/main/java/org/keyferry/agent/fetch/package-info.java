/// What the repository says that this host should hold, verified, and the bundles that bring it.
///
/// Takes a connection and whom to believe; gives a [org.keyferry.protocol.bundle.Manifest] and
/// [org.keyferry.protocol.bundle.Bundle]s that passed every rule of the specification, and
/// remembers how far each certificate has come. It does not know what becomes of a bundle.
@NullMarked
package org.keyferry.agent.fetch;

import org.jspecify.annotations.NullMarked;
