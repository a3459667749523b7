/// Officers in the database.
@NullMarked
package org.keyferry.repository.approval.store;

import org.jspecify.annotations.NullMarked;
