/// Who may receive what, and handing it over: grants, sealed bundles, manifests, reports.
///
/// Takes a published version and the grants to its certificate; gives each agent one [SealedBundle]
/// of it, made once and never again, and a [SignedManifest] that names it. Next is the agent, over
/// the wire; what it says of the outcome comes back as [ServedTarget].
///
/// Driven by the change feed: a version that is published, or a grant that is added, on whichever
/// replica, is sealed and wakes the agents that wait. Knows nothing of orders and CAs.
@NullMarked
package org.keyferry.repository.delivery;

import org.jspecify.annotations.NullMarked;
