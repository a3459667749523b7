package org.keyferry.agent.adopt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.keyferry.agent.adopt.host.HostRoot;

/// Which files the servers of a host are started with.
///
/// @param nginx main configuration file; none or one
/// @param apache main configuration file; none or one
/// @param haproxy as behind `-f`
/// @param environment that HAProxy is started with
public record Sources(
    List<Path> nginx, List<Path> apache, List<Path> haproxy, Map<String, String> environment) {

  static final Path STANDARD_NGINX = Path.of("/etc/nginx/nginx.conf");
  static final Path STANDARD_APACHE = Path.of("/etc/apache2/apache2.conf");
  static final Path STANDARD_HAPROXY = Path.of("/etc/haproxy/haproxy.cfg");

  private static final int LARGEST = 1 << 16;
  private static final Pattern ASSIGNMENT =
      Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)=(\"[^\"]*\"|'[^']*'|\\S*)\\s*");

  public Sources {
    nginx = List.copyOf(nginx);
    apache = List.copyOf(apache);
    haproxy = List.copyOf(haproxy);
    environment = Map.copyOf(environment);
  }

  /// Where Debian, Red Hat and the projects themselves put them.
  public static Sources found(HostRoot host) {
    var environment = new HashMap<String, String>();
    for (var each : List.of("/etc/default/haproxy", "/etc/sysconfig/haproxy")) {
      environment.putAll(assignments(host, Path.of(each)));
    }
    return new Sources(
        first(host, STANDARD_NGINX, Path.of("/usr/local/nginx/conf/nginx.conf")),
        first(
            host,
            STANDARD_APACHE,
            Path.of("/etc/httpd/conf/httpd.conf"),
            Path.of("/usr/local/apache2/conf/httpd.conf")),
        haproxy(host, environment),
        environment);
  }

  /// What is named by the admin takes the place of what was found; if anything is named, nothing
  /// else is read.
  public Sources orNamed(Optional<Path> nginx, Optional<Path> apache, List<Path> haproxy) {
    return nginx.isEmpty() && apache.isEmpty() && haproxy.isEmpty()
        ? this
        : new Sources(nginx.stream().toList(), apache.stream().toList(), haproxy, environment);
  }

  public boolean isEmpty() {
    return nginx.isEmpty() && apache.isEmpty() && haproxy.isEmpty();
  }

  private static List<Path> first(HostRoot host, Path... candidates) {
    return Arrays.stream(candidates).filter(host::isFile).limit(1).toList();
  }

  /// `CONFIG`, and each `-f` of `EXTRAOPTS`, as Debian's unit has them.
  private static List<Path> haproxy(HostRoot host, Map<String, String> environment) {
    var main =
        Path.of("/").resolve(environment.getOrDefault("CONFIG", STANDARD_HAPROXY.toString()));
    var files = new ArrayList<Path>();
    if (host.isFile(main) || host.isDirectory(main)) {
      files.add(main);
    }
    var options = environment.getOrDefault("EXTRAOPTS", "").strip().split("\\s+", -1);
    for (var at = 0; at + 1 < options.length; at++) {
      if (options[at].equals("-f")) {
        files.add(Path.of("/").resolve(options[at + 1]));
      }
    }
    return files;
  }

  private static Map<String, String> assignments(HostRoot host, Path file) {
    var said = new HashMap<String, String>();
    if (host.isFile(file)) {
      try {
        new String(host.read(file, LARGEST), StandardCharsets.UTF_8)
            .lines()
            .map(ASSIGNMENT::matcher)
            .filter(each -> each.matches())
            .forEach(
                each -> said.put(each.group(1), each.group(2).replaceAll("^[\"']|[\"']$", "")));
      } catch (IOException unreadable) {
        return said; // systemd goes on without it too
      }
    }
    return said;
  }
}
