/// Takes one order from planned to valid: key, authorizations, request, certificate.
///
/// Takes a [org.keyferry.repository.certificate.Certificate] and its policy; gives a version to
/// [org.keyferry.repository.certificate]. Next is [org.keyferry.repository.renewal]. The order
/// object, its states and their names are those of RFC 8555 §7.1.6, with two of ours before them.
///
/// Nothing here speaks HTTP, SQL, DNS or ACME: `rest`, `store`, `dns`, `web` and `acme` below do.
@NullMarked
package org.keyferry.repository.issuance;

import org.jspecify.annotations.NullMarked;
