package org.keyferry.agent.adopt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.keyferry.agent.adopt.apache.ApacheReader;
import org.keyferry.agent.adopt.host.HostRoot;
import org.keyferry.agent.adopt.host.Server;

/// How a host looks at the configuration of a server, and puts it in force.
public final class Commands {

  private static final Map<Server, List<String>> PROGRAMS =
      Map.of(
          Server.nginx,
              List.of("/usr/sbin/nginx", "/usr/local/nginx/sbin/nginx", "/usr/local/sbin/nginx"),
          Server.apache,
              List.of(
                  "/usr/sbin/apache2ctl",
                  "/usr/sbin/apachectl",
                  "/usr/local/apache2/bin/apachectl"),
          Server.haproxy, List.of("/usr/sbin/haproxy", "/usr/local/sbin/haproxy"));
  private static final Path STANDARD_HTTPD = Path.of("/etc/httpd/conf/httpd.conf");

  private final HostRoot host;
  private final Sources sources;

  Commands(HostRoot host, Sources sources) {
    this.host = host;
    this.sources = sources;
  }

  /// An argument list that fails if the server would not start, to be run on the host itself.
  public List<String> check(Server server) {
    var command = new ArrayList<String>();
    command.addAll(environment(server));
    command.add(program(server));
    switch (server) {
      case nginx -> {
        command.add("-t");
        command.addAll(nginxFile());
      }
      case apache -> {
        command.addAll(apacheFile());
        command.add("-t");
      }
      case haproxy -> {
        command.add("-c");
        sources.haproxy().forEach(each -> command.addAll(List.of("-f", each.toString())));
      }
    }
    return command;
  }

  /// An argument list that makes the server read its files again.
  public List<String> reload(Server server) {
    var command = new ArrayList<String>();
    switch (server) {
      case nginx -> {
        command.addAll(List.of(program(server), "-s", "reload"));
        command.addAll(nginxFile());
      }
      case apache -> {
        var main = sources.apache().getFirst();
        if (main.equals(Sources.STANDARD_APACHE) || main.equals(STANDARD_HTTPD)) {
          // `graceful` starts a server that is down, outside of systemd
          var unit = main.equals(STANDARD_HTTPD) ? "httpd" : "apache2";
          command.addAll(List.of("/usr/bin/systemctl", "reload", unit));
        } else {
          command.addAll(environment(server));
          command.add(program(server));
          command.addAll(apacheFile());
          command.addAll(List.of("-k", "graceful"));
        }
      }
      case haproxy -> command.addAll(List.of("/usr/bin/systemctl", "reload", "haproxy"));
    }
    return command;
  }

  /// [#check], from this machine: within the root of the host.
  ///
  /// @return empty if the host has no such program
  public List<String> checkFromHere(Server server) {
    if (!host.isFile(Path.of(program(server)))) {
      return List.of();
    }
    if (host.isThisMachine()) {
      return check(server);
    }
    var command = new ArrayList<>(List.of("/usr/sbin/chroot", host.path().toString()));
    command.addAll(check(server));
    return command;
  }

  private String program(Server server) {
    var candidates = PROGRAMS.getOrDefault(server, List.of());
    return candidates.stream()
        .filter(each -> host.isFile(Path.of(each)))
        .findFirst()
        .orElse(candidates.getFirst());
  }

  private List<String> nginxFile() {
    var main = sources.nginx().getFirst();
    return main.equals(Sources.STANDARD_NGINX) || main.startsWith("/usr/local/nginx/conf")
        ? List.of()
        : List.of("-c", main.toString());
  }

  private List<String> apacheFile() {
    var main = sources.apache().getFirst();
    return isStandardApache(main)
        ? List.of()
        : List.of("-d", ApacheReader.serverRootOf(main).toString(), "-f", main.toString());
  }

  /// What a server needs to know before it reads its files.
  private List<String> environment(Server server) {
    var variables = new TreeMap<String, String>();
    switch (server) {
      case nginx -> {
        // nothing
      }
      case apache -> {
        var main = sources.apache().getFirst();
        var envvars = main.resolveSibling("envvars");
        if (!isStandardApache(main) && host.isFile(envvars)) {
          variables.put("APACHE_ENVVARS", envvars.toString());
        }
      }
      case haproxy -> variables.putAll(sources.environment());
    }
    if (variables.isEmpty()) {
      return List.of();
    }
    var words = new ArrayList<>(List.of("/usr/bin/env"));
    variables.forEach((name, value) -> words.add(name + "=" + value));
    return words;
  }

  private static boolean isStandardApache(Path main) {
    return main.equals(Sources.STANDARD_APACHE)
        || main.equals(STANDARD_HTTPD)
        || main.startsWith("/usr/local/apache2/conf");
  }
}
