/// Speaks ACME (RFC 8555) to CAs, by acme4j, and goes round what acme4j gets wrong.
@NullMarked
package org.keyferry.repository.issuance.acme;

import org.jspecify.annotations.NullMarked;
