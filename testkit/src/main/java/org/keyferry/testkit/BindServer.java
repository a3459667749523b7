package org.keyferry.testkit;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A real authoritative DNS server: BIND, with zones that take TXT records over RFC 2136 from the
/// one TSIG key that may.
///
/// Every name in a zone has the address 127.0.0.1. CNAMEs are followed from zone to zone.
public final class BindServer implements AutoCloseable {

  /// Name of the TSIG key.
  public static final String KEY_NAME = "acme-update";

  private final TestDirectory files;
  private final RunningProgram program;
  private final int port;
  private final Path secretFile;

  private BindServer(TestDirectory files, RunningProgram program, int port, Path secretFile) {
    this.files = files;
    this.program = program;
    this.port = port;
    this.secretFile = secretFile;
  }

  /// @param zones what it is authoritative for
  public static BindServer start(Zone... zones) {
    var files = TestDirectory.create("bind-");
    var port = FreePort.tcpAndUdp();
    var secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    var base64 = Base64.getEncoder().encodeToString(secret);
    var secretFile = files.writeSecret("tsig-secret", base64 + "\n");
    for (var zone : zones) {
      files.write(zone.fileName(), zone.content());
    }
    var configuration =
        files.write("named.conf", configuration(files.path(), port, base64, List.of(zones)));
    var program =
        RunningProgram.start(
            files.path().resolve("log"),
            Map.of(),
            List.of("/usr/sbin/named", "-c", configuration.toString(), "-g", "-n", "1"));
    return new BindServer(
        files, program.awaitOutput("all zones loaded").awaitPort(port), port, secretFile);
  }

  public int port() {
    return port;
  }

  /// `host:port`.
  public String address() {
    return "127.0.0.1:" + port;
  }

  /// The secret of the TSIG key (HMAC-SHA256) in base64.
  public Path secretFile() {
    return secretFile;
  }

  /// All that it wrote.
  public String log() {
    return program.output();
  }

  @Override
  public void close() {
    program.close();
    files.close();
  }

  private static String configuration(Path home, int port, String secret, List<Zone> zones) {
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            """
            key "%1$s" { algorithm hmac-sha256; secret "%2$s"; };
            options {
              directory "%3$s";
              pid-file "%3$s/named.pid";
              session-keyfile "%3$s/session.key";
              managed-keys-directory "%3$s";
              listen-on port %4$d { 127.0.0.1; };
              listen-on-v6 { none; };
              recursion yes; // so that it follows CNAMEs from zone to zone
              allow-query { 127.0.0.0/8; };
              allow-transfer { none; };
              dnssec-validation no;
              notify no;
            };
            controls { };
            """,
            KEY_NAME,
            secret,
            home,
            port));
    for (var zone : zones) {
      text.append(
          String.format(
              Locale.ROOT,
              "zone \"%s\" { type primary; file \"%s\"; %s };%n",
              zone.name(),
              zone.fileName(),
              zone.writable()
                  ? "update-policy { grant " + KEY_NAME + " zonesub TXT; };"
                  : "allow-update { none; };"));
    }
    return text.toString();
  }

  /// @param name without a trailing dot
  /// @param writable whether the TSIG key may change TXT records
  /// @param records further lines of the zone file
  public record Zone(String name, boolean writable, List<String> records) {

    public Zone {
      records = List.copyOf(records);
    }

    public static Zone writable(String name) {
      return new Zone(name, true, List.of());
    }

    public static Zone fixed(String name) {
      return new Zone(name, false, List.of());
    }

    /// With a record such as `_acme-challenge.www IN CNAME www.acme.example.net.`
    public Zone with(String record) {
      var all = new ArrayList<>(records);
      all.add(record);
      return new Zone(name, writable, all);
    }

    private String fileName() {
      return name + ".db";
    }

    private String content() {
      return String.format(
              Locale.ROOT,
              """
              $ORIGIN %s.
              $TTL 60
              @ IN SOA ns hostmaster 1 3600 600 86400 5
              @ IN NS ns
              ns IN A 127.0.0.1
              @ IN A 127.0.0.1
              * IN A 127.0.0.1
              """,
              name)
          + String.join("\n", records)
          + "\n";
    }
  }
}
