package org.keyferry.protocol.officer;

import org.jspecify.annotations.Nullable;

/// Body of `POST /v1/incidents/{name}/resume`.
///
/// @param stopOnError how many of a hundred certificates of a wave may fail from now on, or null:
///   as before
public record ResumeIncident(@Nullable Integer stopOnError) {}
