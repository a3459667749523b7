/// Answers to challenges of CAs (http-01, RFC 8555 §8.3), relayed: what the repository says, in the
/// files of a directory from which this host's web server gives them to whoever asks.
///
/// Takes a connection and a directory; gives files. It knows nothing of rounds.
@NullMarked
package org.keyferry.agent.challenge;

import org.jspecify.annotations.NullMarked;
