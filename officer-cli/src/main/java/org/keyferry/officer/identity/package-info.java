/// The officer's identity on this machine: a key that never leaves it, the certificate for it, and
/// which repository it is good for.
///
/// Takes the files of the key ceremony; gives an [org.keyferry.officer.identity.OfficerIdentity] to
/// `api`. Knows files and certificates; nothing of HTTP or of commands.
@NullMarked
package org.keyferry.officer.identity;

import org.jspecify.annotations.NullMarked;
