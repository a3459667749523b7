/// Commands that need the machine itself: the key ceremony with the first officer, and the probe of
/// the HSM.
///
/// Knows every domain, and is known by `app` alone. Nothing here is reachable over the network.
@NullMarked
package org.keyferry.repository.admin;

import org.jspecify.annotations.NullMarked;
