/// Puts TXT records into a name server by dynamic update (RFC 2136), signed with TSIG (RFC 8945).
@NullMarked
package org.keyferry.repository.issuance.dns;

import org.jspecify.annotations.NullMarked;
