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

  /// How long before its end an enrollment token that nobody has used is worth a notice; a quarter
  /// of its life, if that is less.
  @WithDefault("1d")
  Duration tokenExpiry();

  /// How long before its end the server's own TLS certificate is worth a notice. It is renewed ten
  /// days before.
  @WithDefault("5d")
  Duration serverExpiry();

  /// How long before its end a CA of the repository's own is worth a notice: the one of servers, of
  /// agents or of officers.
  @WithDefault("365d")
  Duration authorityExpiry();

  /// How long a CA may take to revoke what it should before it is worth a notice. CAs promise 24
  /// hours for a key that leaked.
  @WithDefault("1h")
  Duration revocation();

  /// How long a host may hold or serve something else than it should before it is worth a notice.
  @WithDefault("1h")
  Duration drift();
}
