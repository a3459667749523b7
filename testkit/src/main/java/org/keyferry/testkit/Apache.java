package org.keyferry.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A real Apache with a server root of its own, one HTTPS virtual host on a free port of the
/// loopback interface, and its certificate in a snippet that somebody else writes.
public final class Apache implements TlsServer {

  private static final String MODULES = "/usr/lib/apache2/modules/";

  private final Path program = Command.require("/usr/sbin/apache2", "apache2");
  private final Path signal = Command.require("/usr/bin/pkill", "procps");
  private final ServerFiles files = ServerFiles.of("apache");
  private final Path snippet;
  private final Path configuration;

  private Apache(Path snippet) {
    this.snippet = snippet;
    this.configuration =
        files.write(
            "apache.conf",
            """
            ServerRoot %dir%
            ServerName 127.0.0.1
            PidFile %dir%/apache.pid
            ErrorLog %dir%/error.log
            DefaultRuntimeDir %dir%
            Mutex file:%dir%
            LoadModule mpm_event_module %modules%mod_mpm_event.so
            LoadModule authz_core_module %modules%mod_authz_core.so
            LoadModule ssl_module %modules%mod_ssl.so
            %user%
            StartServers 1
            ThreadsPerChild 4
            MaxRequestWorkers 16
            Listen 127.0.0.1:%port%
            <VirtualHost 127.0.0.1:%port%>
              SSLEngine on
              Include %snippet%
            </VirtualHost>
            IncludeOptional %dir%/second*.conf
            IncludeOptional %dir%/extra*.conf
            """
                .replace("%modules%", MODULES)
                .replace("%user%", Root.isThisUser() ? "User www-data\nGroup www-data" : "")
                .replace("%snippet%", snippet.toString()));
  }

  /// @param snippet included in the virtual host
  public static Apache including(Path snippet) {
    return new Apache(snippet);
  }

  @Override
  public String kind() {
    return "apache";
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
        Map.of(),
        List.of(program.toString(), "-f", configuration.toString(), "-DFOREGROUND"),
        "apache.pid");
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
    return List.of(program.toString(), "-f", configuration.toString(), "-t");
  }

  /// The signal itself: `apache2 -k graceful` starts a server that is not running.
  @Override
  public List<String> reloadCommand() {
    return List.of(signal.toString(), "-USR1", "-F", files.path("apache.pid").toString());
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
        Listen 127.0.0.1:%second%
        <VirtualHost 127.0.0.1:%second%>
          SSLEngine on
          SSLCertificateFile %pem%
        </VirtualHost>
        """
            .replace("%second%", Integer.toString(port))
            .replace("%pem%", pem.toString()));
  }

  @Override
  public String errors() {
    return files.read("output.log", "error.log");
  }

  @Override
  public void close() {
    files.close();
  }
}
