package org.keyferry.agent.cycle.yaml;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.keyferry.agent.cycle.Kind;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.probe.Listener;
import org.keyferry.agent.probe.ProbeAddress;
import org.keyferry.agent.probe.Protocol;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.DnsName;

/// What holds for a kind of target if its admin says nothing: as Debian's package of the server is
/// set up.
record Defaults(
    Optional<Path> switchFolder,
    String suffix,
    List<String> validate,
    List<String> reload,
    Optional<String> group) {

  private static final int SMTP = 25;
  private static final int HTTPS = 443;
  private static final int IMAPS = 993;
  private static final int TOMCATS_HTTPS = 8443;
  private static final String GROUP_TOO = "0640";

  static Defaults of(Kind kind) {
    return switch (kind) {
      case NGINX ->
          new Defaults(
              folder("/etc/nginx/keyferry"),
              ".conf",
              List.of("/usr/sbin/nginx", "-t"),
              List.of("/usr/sbin/nginx", "-s", "reload"),
              Optional.empty());
      case APACHE -> // `apache2ctl graceful` starts a server that is down, outside of systemd
          new Defaults(
              folder("/etc/apache2/keyferry"),
              ".conf",
              List.of("/usr/sbin/apache2ctl", "-t"),
              systemctl("reload", "apache2"),
              Optional.empty());
      case HAPROXY -> // without -q: it would not say what is wrong
          new Defaults(
              folder("/etc/haproxy/keyferry"),
              ".pem",
              List.of("/usr/sbin/haproxy", "-c", "-f", "/etc/haproxy/haproxy.cfg"),
              systemctl("reload", "haproxy"),
              Optional.empty());
      case TOMCAT -> // without its Manager, Tomcat reads a key store only when it starts
          new Defaults(
              folder("/etc/tomcat10/keyferry"),
              ".p12",
              List.of(),
              systemctl("try-restart", "tomcat10"),
              Optional.of("tomcat"));
      case CADDY -> // `caddy validate` opens log files, and as root makes them root's
          new Defaults(
              folder("/etc/caddy/keyferry"),
              ".caddy",
              List.of("/usr/bin/caddy", "adapt", "--config", "/etc/caddy/Caddyfile"),
              List.of("/usr/bin/caddy", "reload", "--force", "--config", "/etc/caddy/Caddyfile"),
              Optional.of("caddy"));
      case POSTFIX -> // `postfix reload` changes users, which the agent's unit may not
          new Defaults(
              folder("/etc/postfix/keyferry"),
              ".pem",
              List.of("/usr/sbin/postfix", "check"),
              systemctl("reload", "postfix"),
              Optional.empty());
      case DOVECOT ->
          new Defaults(
              folder("/etc/dovecot/keyferry"),
              ".conf",
              List.of("/usr/bin/doveconf", "-n"),
              List.of("/usr/bin/doveadm", "reload"),
              Optional.empty());
      case FILES -> new Defaults(Optional.empty(), "", List.of(), List.of(), Optional.empty());
    };
  }

  /// Where the certificate must be presented. A web server has many names at one address: it is
  /// asked only if the certificate is called by a name that it can be asked for.
  List<Listener> listeners(Kind kind, DisplayName certificate) {
    return switch (kind) {
      case NGINX, APACHE, HAPROXY, CADDY ->
          hostName(certificate)
              .map(name -> new ProbeAddress("127.0.0.1", HTTPS, Optional.of(name)))
              .map(Listener::tls)
              .stream()
              .toList();
      case TOMCAT -> listener(Protocol.TLS, TOMCATS_HTTPS);
      case POSTFIX -> listener(Protocol.SMTP, SMTP);
      case DOVECOT -> listener(Protocol.TLS, IMAPS);
      case FILES -> List.of();
    };
  }

  private static Optional<DnsName> hostName(DisplayName certificate) {
    try {
      return Optional.of(DnsName.parse(certificate.toString()));
    } catch (IllegalArgumentException somethingElse) {
      return Optional.empty();
    }
  }

  /// Versions lie in the agent's own state, which root alone may enter: servers open their keys as
  /// root. Caddy does not.
  Path directory(Kind kind, Path state, DisplayName name) {
    return kind == Kind.CADDY
        ? switchFolder.orElseThrow().resolve(name.toString())
        : state.resolve("targets").resolve(name.toString());
  }

  Optional<Path> switchFile(DisplayName name) {
    return switchFolder.map(folder -> folder.resolve(name + suffix));
  }

  /// For keys: a server that does not open them as root must be in their group.
  Ownership ownership() {
    return group.isPresent()
        ? new Ownership(Optional.empty(), group, Ownership.keyPermissions(GROUP_TOO))
        : Ownership.PRIVATE;
  }

  private static Optional<Path> folder(String path) {
    return Optional.of(Path.of(path));
  }

  private static List<String> systemctl(String verb, String unit) {
    return List.of("/usr/bin/systemctl", verb, unit);
  }

  private static List<Listener> listener(Protocol protocol, int port) {
    return List.of(new Listener(protocol, new ProbeAddress("127.0.0.1", port, Optional.empty())));
  }
}
