/// What an HAProxy is told to serve: its `bind` lines, with the lists and directories that they
/// name.
///
/// Takes the files in the order in which HAProxy is given them, and its environment; gives a
/// [org.keyferry.agent.adopt.host.Use] for each certificate, and remarks on what it could not read.
/// Quotes, escapes and variables are those of the configuration manual, sections 2.2 and 2.3.
@NullMarked
package org.keyferry.agent.adopt.haproxy;

import org.jspecify.annotations.NullMarked;
