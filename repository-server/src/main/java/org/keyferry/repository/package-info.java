/// The repository: makes keys in the HSM, obtains certificates for them, and seals both to agents.
///
/// The packages stand in one order, and each may use only those before it: `audit`, `custody`,
/// `agent`, `approval`, `certificate`, `issuance`, `renewal`, `delivery`, `incident`, `admin`,
/// `app`. A domain package holds values, ports and use cases; its edges (`rest`, `store`, `web`,
/// `acme`, `dns`) lie below it, and it does not know them.
@NullMarked
package org.keyferry.repository;

import org.jspecify.annotations.NullMarked;
