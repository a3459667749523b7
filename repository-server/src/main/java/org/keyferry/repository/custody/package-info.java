/// The keys of managed certificates, as records that only the HSM can use.
///
/// Takes a key type and what the key is for; gives a [KeyReference] by which `issuance` gets its
/// certification request and `delivery` its sealed keys. Gives the repository's own identities too:
/// who signs bundles, who issues agents and officers.
///
/// Knows neither agents nor orders, and no key in the clear: that is the HSM's affair.
@NullMarked
package org.keyferry.repository.custody;

import org.jspecify.annotations.NullMarked;
