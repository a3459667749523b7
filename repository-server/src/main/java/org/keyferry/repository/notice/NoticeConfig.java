package org.keyferry.repository.notice;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;

/// When people are told.
@ConfigMapping(prefix = "keyferry.notices")
public interface NoticeConfig {

  /// How often the repository looks for conditions, and tries again to send what was not taken.
  @WithDefault("1m")
  Duration tick();

  /// When the daily digest of what lasts is written. There is none if nothing does.
  @WithDefault("08:00")
  LocalTime digestAt();

  /// Time zone of the digest.
  @WithDefault("UTC")
  ZoneId zone();

  /// How long before its end the certificate of an officer is worth a notice.
  @WithDefault("14d")
  Duration officerExpiry();

  /// How long before its end the identity of an agent is worth a notice. Agents renew theirs long
  /// before.
  @WithDefault("3d")
  Duration identityExpiry();

  /// How long a host may hold or serve something else than it should before it is worth a notice.
  @WithDefault("1h")
  Duration drift();
}
