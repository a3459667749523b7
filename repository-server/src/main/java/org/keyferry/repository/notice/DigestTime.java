package org.keyferry.repository.notice;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;

/// When digests are due: each day at the same time of a zone.
record DigestTime(LocalTime at, ZoneId zone) {

  /// The last one that is due.
  Instant latest(Instant now) {
    var today = now.atZone(zone).toLocalDate();
    var candidate = today.atTime(at).atZone(zone).toInstant();
    return candidate.isAfter(now)
        ? today.minusDays(1).atTime(at).atZone(zone).toInstant()
        : candidate;
  }
}
