/// Who this host is to the repository: its keys, its certificate, and whom it believes.
///
/// Takes an enrollment token; gives an [org.keyferry.agent.identity.AgentIdentity], and renews it.
/// It does not know what the identity is used for.
@NullMarked
package org.keyferry.agent.identity;

import org.jspecify.annotations.NullMarked;
