/// The line to the repository: TLS 1.3 that trusts the repository's own root and nothing else,
/// JSON, and what the repository says when it refuses.
///
/// Takes a request; gives its answer, or a [org.keyferry.agent.connection.ConversationFailed]. It
/// does not know what is said over it; `identity`, `fetch` and `report` do.
@NullMarked
package org.keyferry.agent.connection;

import org.jspecify.annotations.NullMarked;
