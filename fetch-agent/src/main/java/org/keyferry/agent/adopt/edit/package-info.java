/// Edits of an admin's files that can be taken back.
///
/// Takes parts of files and what should stand there; gives a diff to read, and a transaction:
/// recorded before it begins, checked by the servers themselves, undone if they refuse, and undone
/// byte for byte whenever somebody asks.
@NullMarked
package org.keyferry.agent.adopt.edit;

import org.jspecify.annotations.NullMarked;
