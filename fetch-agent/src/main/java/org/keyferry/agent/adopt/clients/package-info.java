/// What the ACME clients of a host keep: certbot, acme.sh, dehydrated, lego.
///
/// Takes the root of a host; gives who renews a file. Reads their own records and nothing else: no
/// timer, no cron table.
@NullMarked
package org.keyferry.agent.adopt.clients;

import org.jspecify.annotations.NullMarked;
