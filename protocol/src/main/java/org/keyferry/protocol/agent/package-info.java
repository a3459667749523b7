/// The agent API: what an agent and the repository say to each other as JSON. Members are text,
/// numbers and times; the edges on both sides turn them into values.
///
/// Bundles and manifests are not JSON but signed statements: [org.keyferry.protocol.bundle].
@NullMarked
package org.keyferry.protocol.agent;

import org.jspecify.annotations.NullMarked;
