package org.keyferry.repository.notice;

import java.time.Instant;

/// A condition that people were told of, and that had not ended when it was last looked for.
///
/// @param condition as it was told
/// @param toldAt when
/// @param seenAt when it was last found
public record OpenCondition(Condition condition, Instant toldAt, Instant seenAt) {}
