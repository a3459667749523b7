/// What a server on this host really serves.
///
/// Takes an address; gives the leaf that was presented there, by a TLS handshake like any client's.
/// It does not know what ought to be served.
@NullMarked
package org.keyferry.agent.probe;

import org.jspecify.annotations.NullMarked;
