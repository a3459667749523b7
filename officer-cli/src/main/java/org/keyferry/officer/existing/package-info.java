/// Certificates that exist already, with their keys, in files: finds them, reads them, names those
/// that cannot be used, and says why.
///
/// Takes folders and files; gives [org.keyferry.officer.existing.Finding]s to `cli`, which seals
/// the keys and brings them to the repository. Knows the layouts of certbot, acme.sh, lego and Cert
/// Warden; nothing of HTTP or of commands. What it has read of a key is overwritten when a finding
/// is closed.
@NullMarked
package org.keyferry.officer.existing;

import org.jspecify.annotations.NullMarked;
