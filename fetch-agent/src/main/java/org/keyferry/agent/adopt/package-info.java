/// What a host serves before the agent comes, and how the agent takes over.
///
/// Takes the configuration of nginx, Apache and HAProxy and the records of ACME clients; gives a
/// table of what is served from where and until when, targets for the settings, and edits that can
/// be undone. Who looks at the result is handed in: nothing here starts a process. Knows `disk`,
/// and none of the parts of a round.
@NullMarked
package org.keyferry.agent.adopt;

import org.jspecify.annotations.NullMarked;
