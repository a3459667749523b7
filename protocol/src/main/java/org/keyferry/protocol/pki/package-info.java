/// The words of PKI as values: names, key types, chains, thumbprints.
///
/// Each value checks its grammar when it is made, so nothing behind it has to look again. The
/// package knows no other.
@NullMarked
package org.keyferry.protocol.pki;

import org.jspecify.annotations.NullMarked;
