/// Grants, bundles, manifests and reports in PostgreSQL.
@NullMarked
package org.keyferry.repository.delivery.store;

import org.jspecify.annotations.NullMarked;
