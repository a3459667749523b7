/// The key records, and who the repository is, in the database.
@NullMarked
package org.keyferry.repository.custody.store;

import org.jspecify.annotations.NullMarked;
