package org.keyferry.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A real nginx with a prefix of its own, one HTTPS server on a free port of the loopback
/// interface, and its certificate in a snippet that somebody else writes.
public final class Nginx implements TlsServer {

  private final Path program = Command.require("/usr/sbin/nginx", "nginx-light");
  private final ServerFiles files = ServerFiles.of("nginx");
  private final Path snippet;
  private final Path configuration;

  private Nginx(Path snippet) {
    this.snippet = snippet;
    this.configuration =
        files.write(
            "nginx.conf",
            """
            worker_processes 1;
            pid %dir%/nginx.pid;
            error_log %dir%/error.log notice;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path %dir%/temporary;
              proxy_temp_path %dir%/temporary;
              fastcgi_temp_path %dir%/temporary;
              uwsgi_temp_path %dir%/temporary;
              scgi_temp_path %dir%/temporary;
              server {
                listen 127.0.0.1:%port% ssl;
                include %snippet%;
                return 200 "served\\n";
              }
              include %dir%/second*.conf;
              include %dir%/extra*.conf;
            }
            """
                .replace("%snippet%", snippet.toString()));
  }

  /// @param snippet included in the server block
  public static Nginx including(Path snippet) {
    return new Nginx(snippet);
  }

  @Override
  public String kind() {
    return "nginx";
  }

  @Override
  public Path switchFile() {
    return snippet;
  }

  @Override
  public int port() {
    return files.port();
  }

  @Override
  public void start() {
    files.start(Map.of(), command("-g", "daemon off;"), "nginx.pid");
  }

  @Override
  public void stop() {
    files.stop();
  }

  @Override
  public Set<Long> pids() {
    return files.pids();
  }

  @Override
  public List<String> validateCommand() {
    return command("-t");
  }

  @Override
  public List<String> reloadCommand() {
    return command("-s", "reload");
  }

  @Override
  public void write(String configurationAtTheEnd) {
    files.write("extra.conf", configurationAtTheEnd);
  }

  @Override
  public void presentsElsewhere(int port, Path pem) {
    files.write(
        "second.conf",
        """
        server {
          listen 127.0.0.1:%second% ssl;
          ssl_certificate %pem%;
          ssl_certificate_key %pem%;
        }
        """
            .replace("%second%", Integer.toString(port))
            .replace("%pem%", pem.toString()));
  }

  @Override
  public String errors() {
    return files.read("error.log");
  }

  @Override
  public void close() {
    files.close();
  }

  private List<String> command(String... arguments) {
    var command = new ArrayList<String>();
    command.add(program.toString());
    command.addAll(
        List.of(
            "-p", files.path("").toString(),
            "-c", configuration.toString(),
            "-e", files.path("error.log").toString()));
    command.addAll(List.of(arguments));
    return command;
  }
}
