/// Orders, answers to challenges and accounts in the database, and the clustered schedule beside
/// them.
@NullMarked
package org.keyferry.repository.issuance.store;

import org.jspecify.annotations.NullMarked;
