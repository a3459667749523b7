/// Versions on the disk, and the one file that says which of them a server reads.
///
/// Takes the key and chain of a version; gives a directory that never changes and a switch that is
/// one rename. It does not know where a version came from, how a server is made to read it, or
/// whether it does.
///
/// ```
/// www/1.41/{key.pem,chain.pem,fullchain.pem}
/// www/1.42/{key.pem,chain.pem,fullchain.pem}
/// www/.journal.json                               what is in force, what is under way
/// www/.previous                                   the switch file before the switch under way
/// /etc/nginx/keyferry/www.conf                    the switch file: names both files of 1.42
/// ```
@NullMarked
package org.keyferry.agent.install;

import org.jspecify.annotations.NullMarked;
