package org.keyferry.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A real HAProxy with a master and a worker, one TLS frontend on a free port of the loopback
/// interface, and key and certificate in one PEM file that somebody else writes.
public final class HaProxy implements TlsServer {

  private final Path program = Command.require("/usr/sbin/haproxy", "haproxy");
  private final Path signal = Command.require("/usr/bin/pkill", "procps");
  private final ServerFiles files = ServerFiles.of("haproxy");
  private final Path pem;
  private final Path configuration;

  private HaProxy(Path pem) {
    this.pem = pem;
    this.configuration =
        files.write(
            "haproxy.cfg",
            """
            global
              log stderr format raw local0
              stats socket %dir%/admin.sock mode 600 level admin
            defaults
              mode http
              timeout client 10s
              timeout server 10s
              timeout connect 10s
            frontend https
              bind 127.0.0.1:%port% ssl crt %pem%
              http-request return status 200
            """
                .replace("%pem%", pem.toString()));
    write("");
    files.write("second.cfg", "");
  }

  /// @param pem key, leaf and the rest of the chain
  public static HaProxy reading(Path pem) {
    return new HaProxy(pem);
  }

  /// The socket of its runtime API.
  public Path runtimeSocket() {
    return files.path("admin.sock");
  }

  @Override
  public String kind() {
    return "haproxy";
  }

  @Override
  public Path switchFile() {
    return pem;
  }

  @Override
  public int port() {
    return files.port();
  }

  /// A worker says when it is ready; a master listens before it has one.
  @Override
  public void start() {
    files.start(
        Map.of(),
        List.of(
            program.toString(),
            "-W",
            "-db",
            "-f",
            configuration.toString(),
            "-f",
            files.path("second.cfg").toString(),
            "-f",
            files.path("extra.cfg").toString()));
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
    return List.of(
        program.toString(),
        "-c",
        "-q",
        "-f",
        configuration.toString(),
        "-f",
        files.path("second.cfg").toString(),
        "-f",
        files.path("extra.cfg").toString());
  }

  /// What `systemctl reload haproxy` does after its check. The master keeps its process id when it
  /// starts itself anew, and has no command line to be found by for a moment.
  @Override
  public List<String> reloadCommand() {
    return List.of(
        signal.toString(), "-USR2", "--pidfile", files.path(ServerFiles.MAIN_PROCESS).toString());
  }

  @Override
  public void write(String configurationAtTheEnd) {
    files.write("extra.cfg", configurationAtTheEnd);
  }

  @Override
  public void presentsElsewhere(int port, Path pem) {
    files.write(
        "second.cfg",
        """
        frontend second
          bind 127.0.0.1:%second% ssl crt %pem%
          http-request return status 200
        """
            .replace("%second%", Integer.toString(port))
            .replace("%pem%", pem.toString()));
  }

  @Override
  public String errors() {
    return files.read("output.log");
  }

  @Override
  public void close() {
    files.close();
  }
}
