/// Journeys through all programs: the server, the agent and the officer's command run as processes
/// of their own, beside a real HSM module, a real CA and a real web server. One class per promise.
///
/// [org.keyferry.testkit.installation.Installation] is the place where a journey happens.
@NullMarked
package org.keyferry.acceptance;

import org.jspecify.annotations.NullMarked;
