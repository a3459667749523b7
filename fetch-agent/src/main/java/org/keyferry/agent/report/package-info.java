/// Tells the repository what this host holds and serves.
///
/// Takes a [org.keyferry.protocol.agent.Report]; gives nothing back. It does not know how what it
/// reports came about.
@NullMarked
package org.keyferry.agent.report;

import org.jspecify.annotations.NullMarked;
