package org.keyferry.repository.notice.mail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The mail server that takes notices. Without `server` none are mailed.
@ConfigMapping(prefix = "keyferry.mail")
interface MailConfig {

  /// Host name or address of the mail server (RFC 5321).
  Optional<String> server();

  /// TCP port; without it, 587, or 465 for `tls`, or 25 for `none`.
  OptionalInt port();

  /// How the connection is protected: `starttls` (RFC 3207, refused without it), `tls` from the
  /// first octet on (RFC 8314), or `none`, with which no password is sent.
  @WithDefault("starttls")
  Security security();

  /// File with the certificates (PEM) that the server's must chain to; without it, the roots of the
  /// JDK.
  Optional<Path> trustFile();

  /// Account at the server, if it wants one.
  Optional<String> username();

  /// File with the password. It is read at each use.
  Optional<Path> passwordFile();

  /// Address of the sender.
  Optional<String> from();

  /// Addresses of those who are told, separated by commas.
  Optional<List<String>> to();

  /// Longest wait for the server.
  @WithDefault("30s")
  Duration timeout();

  /// How a connection is protected.
  enum Security {
    STARTTLS,
    TLS,
    NONE
  }
}
