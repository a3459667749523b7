/// Agents and enrollment tokens in the database.
@NullMarked
package org.keyferry.repository.agent.store;

import org.jspecify.annotations.NullMarked;
