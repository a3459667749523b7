/// Asks the DNS, and has TXT records put there: by dynamic update (RFC 2136) signed with TSIG (RFC
/// 8945), by an acme-dns, or by a program of the admin's.
@NullMarked
package org.keyferry.repository.issuance.dns;

import org.jspecify.annotations.NullMarked;
