package org.keyferry.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A real Caddy with storage of its own, one HTTPS site on a free port of the loopback interface,
/// and its certificate in a snippet that somebody else writes. Who names no server is presented the
/// certificate of `www.example.test`: Caddy has no default certificate.
public final class Caddy implements TlsServer {

  private final Path program = Command.require("/usr/bin/caddy", "caddy");
  private final ServerFiles files = ServerFiles.of("caddy");
  private final Path snippet;
  private final Path configuration;

  private Caddy(Path snippet) {
    this.snippet = snippet;
    this.configuration =
        files.write(
            "Caddyfile",
            """
            {
            	admin unix/%dir%/admin.sock
            	storage file_system %dir%/storage
            	auto_https off
            	default_sni www.example.test
            }

            https://:%port% {
            	import %snippet%
            	respond "served"
            }

            import %dir%/second*.caddy
            import %dir%/extra*.caddy
            """
                .replace("%snippet%", snippet.toString()));
  }

  /// @param snippet imported in the site block
  public static Caddy importing(Path snippet) {
    return new Caddy(snippet);
  }

  @Override
  public String kind() {
    return "caddy";
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
    files.start(
        Map.of("HOME", files.path("").toString()),
        List.of(
            program.toString(),
            "run",
            "--config",
            configuration.toString(),
            "--adapter",
            "caddyfile"));
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
        "validate",
        "--config",
        configuration.toString(),
        "--adapter",
        "caddyfile");
  }

  @Override
  public List<String> reloadCommand() {
    return List.of(
        program.toString(),
        "reload",
        "--force",
        "--config",
        configuration.toString(),
        "--adapter",
        "caddyfile",
        "--address",
        "unix/" + files.path("admin.sock"));
  }

  @Override
  public void write(String configurationAtTheEnd) {
    files.write("extra.caddy", "# an empty file is an error\n" + configurationAtTheEnd);
  }

  @Override
  public void presentsElsewhere(int port, Path pem) {
    files.write(
        "second.caddy",
        """
        https://:%second% {
        	tls %pem% %pem%
        	respond "served"
        }
        """
            .replace("%second%", Integer.toString(port))
            .replace("%pem%", pem.toString()));
  }

  @Override
  public String mistake() {
    return "https://mistake.example {\n\tgarbage\n}\n";
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
