/// The officer API: what an officer's tools and the repository say to each other as JSON. Members
/// are text, numbers and times; the edges on both sides turn them into values.
@NullMarked
package org.keyferry.protocol.officer;

import org.jspecify.annotations.NullMarked;
