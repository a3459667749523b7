package org.keyferry.agent.cycle.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keyferry.agent.cycle.Kind;
import org.keyferry.agent.cycle.MaintenanceWindow;
import org.keyferry.agent.cycle.Settings;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.identity.KeyHome;
import org.keyferry.agent.install.FileName;
import org.keyferry.agent.install.Placement;
import org.keyferry.agent.install.Rendering;
import org.keyferry.agent.install.SwitchForm;
import org.keyferry.agent.probe.Listener;
import org.keyferry.agent.probe.ProbeAddress;
import org.keyferry.agent.probe.Protocol;
import org.keyferry.agent.reload.Recipe;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.DnsName;

/// The settings say what they mean, or are refused with the line, the fault and what to write.
class SettingsFileTest {

  private static final String SMALLEST =
      """
      server: https://repository.example:8443
      targets:
        - name: www
          kind: nginx
          directory: /etc/keyferry/www
          snippet: /etc/nginx/keyferry/www.conf
      """;

  @TempDir private Path directory;

  @Test
  void aSmallFileIsEnough() throws Exception {
    var settings = read(SMALLEST);

    assertThat(settings.server()).isEqualTo(URI.create("https://repository.example:8443"));
    assertThat(settings.state()).isEqualTo(Path.of("/var/lib/keyferry-agent"));
    assertThat(settings.poll())
        .isEqualTo(
            new Settings.Poll(
                Duration.ofSeconds(55), Duration.ofSeconds(2), Duration.ofSeconds(55)));
    var target = settings.targets().getFirst();
    assertThat(target.certificate()).isEqualTo(new DisplayName("www"));
    assertThat(target.placement())
        .isEqualTo(
            new Placement(
                Path.of("/etc/keyferry/www"),
                Path.of("/etc/nginx/keyferry/www.conf"),
                SwitchForm.NGINX_SNIPPET,
                Ownership.PRIVATE));
    assertThat(target.recipe())
        .isEqualTo(
            new Recipe(
                List.of("/usr/sbin/nginx", "-t"),
                List.of("/usr/sbin/nginx", "-s", "reload"),
                Duration.ofSeconds(30)));
    assertThat(target.kind()).isEqualTo(Kind.NGINX);
    assertThat(target.listeners()).isEmpty();
    assertThat(target.window()).isEmpty();
  }

  @Test
  void challengesAreAnsweredFromADirectory() throws Exception {
    assertThat(read(SMALLEST + "challenges: {directory: /var/www/keyferry-acme}\n").challenges())
        .contains(Path.of("/var/www/keyferry-acme"));
    assertThat(read(SMALLEST).challenges()).isEmpty();
    assertThatThrownBy(() -> read(SMALLEST + "challenges: {directory: acme}\n"))
        .hasMessageContaining("challenges.directory");
    assertThatThrownBy(() -> read(SMALLEST + "challenges: {}\n"))
        .hasMessageContaining("/var/www/keyferry-acme");
  }

  @Test
  void metricsGoToAFileAndToAPortOfTheLoopbackInterface() throws Exception {
    var metrics =
        read(SMALLEST
                + "metrics: {textfile: /var/lib/node/keyferry.prom, listen: \"[::1]:9464\"}\n")
            .metrics();

    assertThat(metrics.textfile()).contains(Path.of("/var/lib/node/keyferry.prom"));
    assertThat(metrics.listen().orElseThrow().getPort()).isEqualTo(9464);
    assertThat(read(SMALLEST).metrics()).isEqualTo(Settings.Metrics.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          listen: "0.0.0.0:9464"      | is not an address of the loopback interface
          listen: "localhost:9464"    | is not an address of the loopback interface
          listen: "9464"              | is not an address such as
          textfile: /var/lib/x.txt    | does not end in .prom
          textfil: /var/lib/x.prom    | did you mean `textfile`?
          """)
  void metricsThatWouldNotBeReadOrBeReadByAllAreRefused(String line, String fault) {
    assertThatThrownBy(() -> read(SMALLEST + "metrics:\n  " + line + "\n"))
        .hasMessageContaining(fault);
  }

  @Test
  void noPauseIsLongerThanAPollUnlessItIsSaidToBe() throws Exception {
    assertThat(read(SMALLEST + "poll: {wait: 20s}\n").poll().longestBackOff())
        .isEqualTo(Duration.ofSeconds(20));
    assertThat(read(SMALLEST + "poll: {wait: 1s}\n").poll().longestBackOff())
        .isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void everythingCanBeSaid() throws Exception {
    var settings =
        read(
            """
            server: https://repository.example:8443
            state: /srv/agent
            poll: {wait: 20s, back-off: {first: 500ms, longest: 1h}}
            targets:
              - name: mail
                kind: files
                certificate: wildcard
                directory: /etc/keyferry/mail
                combined: /etc/mail/tls.pem
                owner: root
                group: mail
                mode: "0640"
                validate: []
                reload: [/usr/bin/systemctl, reload, postfix]
                timeout: 1m
                listeners:
                  - {address: "[::1]:465", server-name: Mail.Example.com}
                  - {address: "127.0.0.1:25", protocol: smtp}
                window:
                  days: [sat, sun]
                  from: "22:00"
                  to: "04:30"
                  zone: Europe/Berlin
                  override-before-expiry: 36h
            """);

    assertThat(settings.poll())
        .isEqualTo(
            new Settings.Poll(Duration.ofSeconds(20), Duration.ofMillis(500), Duration.ofHours(1)));
    var target = settings.targets().getFirst();
    assertThat(target.certificate()).isEqualTo(new DisplayName("wildcard"));
    assertThat(target.placement().form()).isEqualTo(SwitchForm.COMBINED_PEM);
    assertThat(target.placement().ownership())
        .isEqualTo(
            new Ownership(
                Optional.of("root"),
                Optional.of("mail"),
                PosixFilePermissions.fromString("rw-r-----")));
    assertThat(target.recipe())
        .isEqualTo(
            new Recipe(
                List.of(),
                List.of("/usr/bin/systemctl", "reload", "postfix"),
                Duration.ofMinutes(1)));
    assertThat(target.listeners())
        .containsExactly(
            Listener.tls(
                new ProbeAddress("::1", 465, Optional.of(new DnsName("mail.example.com")))),
            new Listener(Protocol.SMTP, new ProbeAddress("127.0.0.1", 25, Optional.empty())));
    assertThat(target.window())
        .contains(
            new MaintenanceWindow(
                Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY),
                LocalTime.of(22, 0),
                LocalTime.of(4, 30),
                ZoneId.of("Europe/Berlin"),
                Duration.ofHours(36)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          server: http://x          | line 1: server: 'http://x' is not a URL such as https://
          server: https://x/path    | line 1: server: 'https://x/path' is not a URL
          server: [a]               | line 1: server: expected one value
          server:                   | server: is missing; write for example `server: https://
          state: var/lib            | line 1: state: 'var/lib' is not an absolute path
          state: /a/../b            | is not an absolute path without `..`
          stat: /a                  | line 1: stat: unknown key; did you mean `state`?
          poll: {wait: 2h}          | line 1: poll.wait: is not 1s to 60s
          poll: {wait: soon}        | 'soon' is not a duration such as 55s
          poll: {back-off: {first: 1h}} | line 1: poll.back-off.longest: is shorter than `first`
          poll: {back-off: {first: 0s}} | busy loop
          targets: []               | targets: is missing or empty
          targets: www              | line 1: targets: expected a list
          targets: [www]            | line 1: targets[0]: expected `key: value` lines
          {                         | line 3: not YAML: expected
          """)
  void aFaultIsNamed(String line, String sentence) {
    var key = line.substring(0, Math.max(0, line.indexOf(':') + 1));
    var rest =
        key.equals("server:")
            ? SMALLEST.substring(SMALLEST.indexOf('\n') + 1)
            : key.equals("targets:") ? "server: https://repository.example:8443\n" : SMALLEST;

    assertThatThrownBy(() -> read(line + "\n" + rest))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          name: ../../x             | line 3: targets[0].name: name '../../x' is not 1 to 63 letters
          kind: iis                 | there are nginx, apache, haproxy
          certificate: "a b"        | targets[0].certificate: name 'a b'
          snippet: /etc/keyferry/www/x.conf | must not be inside of `directory`
          mode: "0644"              | mode 0644 is not for private keys
          mode: rw                  | 'rw' is not a file mode such as "0600"
          owner: "a;b"              | 'a;b' is not the name of a user or group
          validate: [nginx, -t]     | targets[0].validate: begins with 'nginx', which is not an absolute path
          reload: nginx -s reload   | targets[0].reload: expected a list
          relaod: [/bin/true]       | unknown key; did you mean `reload`?
          listeners: [{address: nowhere}] | targets[0].listeners[0].address: 'nowhere' is not an address
          listeners: [{adress: "a:1"}] | address: is missing
          listeners: [{address: "a:1", server-name: "*.example.com"}] | targets[0].listeners[0].server-name: is a wildcard, which no client asks for
          listeners: [{address: "a:1", server-name: "192.0.2.1"}] | targets[0].listeners[0].server-name: is an IP address, which no client sends
          listeners: [{address: "a:1", server-name: "2001:db8::1"}] | leave `server-name` out
          listeners: [{address: "a:1", server-name: "localhost"}] | targets[0].listeners[0].server-name: not a DNS identifier
          listeners: [{address: "a:1", protocol: pop3}] | 'pop3' is not a protocol; there are tls, smtp, imap
          listeners: [{address: "a:1"}, {address: "a:1"}] | targets[0].listeners[1].address: stands twice
          window: {from: "02:00", to: "04:00"} | targets[0].window.zone: is missing
          window: {from: 2am, to: "04:00", zone: UTC} | targets[0].window.from: '2am' is not a time of day
          window: {from: "02:00", to: "02:00", zone: UTC} | targets[0].window.to: is as `from`
          window: {from: "02:00", to: "04:00", zone: Berlin} | 'Berlin' is not a time zone
          window: {days: [], from: "02:00", to: "04:00", zone: UTC} | the window would never open
          window: {days: [monday], from: "02:00", to: "04:00", zone: UTC} | 'monday' is not a day; there are mon, tue
          window: {from: "02:00", to: "04:00", zone: UTC, override-before-expiry: 0s} | is shorter than 1h
          timeout: 0s               | targets[0].timeout: is shorter than 1s
          combined: /x.pem          | targets[0].combined: is not for kind nginx, but for haproxy, postfix, files
          name: www                 | stands twice
          """)
  void aFaultOfATargetIsNamed(String line, String sentence) {
    var key = line.substring(0, line.indexOf(':') + 1);
    var text = SMALLEST;
    if (!line.equals("name: www")) {
      text =
          text.lines()
              .filter(each -> !each.strip().startsWith(key) || each.contains("- name"))
              .map(each -> each + "\n")
              .reduce("", String::concat);
    }
    var changed =
        key.equals("name:") && !line.equals("name: www")
            ? text.replace("name: www", line)
            : text + "    " + line + "\n";

    assertThatThrownBy(() -> read(changed))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void faultsOfSeveralTargetsAreNamedTogether() {
    var text =
        SMALLEST
            + """
              - name: two
                kind: files
                directory: /etc/keyferry/two
              - name: three
                kind: nginx
                directory: /etc/keyferry/www
                snippet: /etc/nginx/keyferry/three.conf
            """;

    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            SettingsRefused.class,
            refused ->
                assertThat(refused.faults())
                    .satisfiesExactly(
                        one -> assertThat(one).contains("targets[1].combined: a target of kind"),
                        two ->
                            assertThat(two)
                                .contains("targets[2].directory: is used by target www too")));
  }

  /// Two lines are a target, where Debian set the server up.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nginx   | /etc/nginx/keyferry/www.example.com.conf     | /usr/sbin/nginx -s reload | 127.0.0.1:443
          apache  | /etc/apache2/keyferry/www.example.com.conf   | /usr/bin/systemctl reload apache2 | 127.0.0.1:443
          haproxy | /etc/haproxy/keyferry/www.example.com.pem    | /usr/bin/systemctl reload haproxy | 127.0.0.1:443
          caddy   | /etc/caddy/keyferry/www.example.com.caddy    | /usr/bin/caddy reload --force --config /etc/caddy/Caddyfile | 127.0.0.1:443
          postfix | /etc/postfix/keyferry/www.example.com.pem    | /usr/bin/systemctl reload postfix | smtp 127.0.0.1:25
          dovecot | /etc/dovecot/keyferry/www.example.com.conf   | /usr/bin/doveadm reload | 127.0.0.1:993
          """)
  void aKindKnowsItsServer(String kind, Path switchFile, String reload, String listener)
      throws Exception {
    var target =
        read("""
        server: https://repository.example:8443
        targets:
          - name: www.example.com
            kind: KIND
        """
                .replace("KIND", kind))
            .targets()
            .getFirst();

    assertThat(target.placement().switchFile()).isEqualTo(switchFile);
    assertThat(target.recipe().reload().told()).isEqualTo(reload);
    assertThat(target.recipe().validate()).isNotEmpty();
    assertThat(target.listeners()).extracting(Listener::toString).containsExactly(listener);
  }

  @Test
  void theKeysOfTheHostMayBeInAToken() throws Exception {
    var identity =
        """
        identity:
          keys: pkcs11
          module: /usr/lib/softhsm/libsofthsm2.so
          token-label: web1
          pin-file: /etc/keyferry/token.pin
        """;
    var home =
        new KeyHome.InToken(
            Path.of("/usr/lib/softhsm/libsofthsm2.so"),
            "web1",
            Path.of("/etc/keyferry/token.pin"),
            Duration.ofSeconds(8));

    assertThat(read(SMALLEST).keys()).isEqualTo(new KeyHome.InFiles());
    assertThat(read(SMALLEST + identity).keys()).isEqualTo(home);
    assertThatThrownBy(() -> read(SMALLEST + identity + "  timeout: 2m\n"))
        .hasMessageContaining("timeout: is not 1s to 60s: a token answers in that time");
  }

  @Test
  void aKeyStoreOfTomcatIsOneFileOfTheVersion() throws Exception {
    var target =
        read("""
        server: https://repository.example:8443
        targets:
          - name: www
            kind: tomcat
            format: jks
            alias: tls
            password-file: /etc/tomcat10/keyferry/password
            manager: {user: keyferry, password-file: /etc/keyferry/manager.password}
        """)
            .targets()
            .getFirst();

    var group =
        new Ownership(
            Optional.empty(), Optional.of("tomcat"), PosixFilePermissions.fromString("rw-r-----"));
    var store =
        new Rendering.KeyStoreFile(
            new FileName("keystore.jks"),
            Rendering.KeyStoreType.JKS,
            "tls",
            Path.of("/etc/tomcat10/keyferry/password"),
            group);
    assertThat(target.placement().form()).isEqualTo(new SwitchForm.Copy(store));
    assertThat(target.placement().renderings()).containsExactly(store);
    assertThat(target.placement().ownership()).isEqualTo(group);
    assertThat(target.recipe().reload().told())
        .isEqualTo("sslReload at http://127.0.0.1:8080/manager/text");
  }

  @Test
  void aCertificateMayHaveManyForms() throws Exception {
    var target =
        read("""
        server: https://repository.example:8443
        targets:
          - name: www
            kind: files
            certificate: wild
            pointer: /etc/application/tls.conf
            text: "key={key}"
            files:
              - {name: "{certificate}.{version}.key.der", format: der, content: key}
              - {name: leaf.pem, format: pem, content: certificate, mode: "0444"}
              - {name: all.p12, format: pkcs12, password-file: /etc/application/password}
        """)
            .targets()
            .getFirst();

    assertThat(target.placement().form()).isEqualTo(new SwitchForm.Naming("key={key}"));
    assertThat(target.placement().renderings())
        .containsExactly(
            new Rendering.Der(
                new FileName("wild.{version}.key.der"), Rendering.Content.KEY, Ownership.PRIVATE),
            new Rendering.Pem(
                new FileName("leaf.pem"),
                Rendering.Content.CERTIFICATE,
                new Ownership(
                    Optional.empty(),
                    Optional.empty(),
                    PosixFilePermissions.fromString("r--r--r--"))),
            new Rendering.KeyStoreFile(
                new FileName("all.p12"),
                Rendering.KeyStoreType.PKCS12,
                "wild",
                Path.of("/etc/application/password"),
                Ownership.PRIVATE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          kind: nginx, directory: /home/www/tls             | directory: is /home/www/tls, which is not below one of the allowed roots
          kind: nginx, snippet: /usr/lib/x.conf             | snippet: is /usr/lib/x.conf, which is not below one of the allowed roots
          kind: nginx, directory: /var/lib                  | where the agent keeps its own
          kind: nginx, directory: /var/lib/keyferry-agent/identity | where the agent keeps its own
          kind: nginx, directory: "/etc/a b"                | has a character that a server's configuration reads otherwise
          kind: nginx, directory: "/etc/a$b"                | has a character that a server's configuration reads otherwise
          kind: nginx, manager: {user: x}                   | manager: is not for kind nginx, but for tomcat
          kind: tomcat                                      | password-file: is missing
          kind: tomcat, password-file: /p, format: pem      | 'pem' is not a format of a key store; there are pkcs12, jks
          kind: tomcat, password-file: /p, manager: {user: u, password-file: /m, url: "http://example.com/manager/text"} | is not on this host, and a password goes there in clear
          kind: tomcat, password-file: /p, manager: {user: u, password-file: /m}, reload: [/bin/true] | reload: and `manager` contradict each other
          kind: haproxy, runtime-socket: admin.sock         | 'admin.sock' is not an absolute path
          kind: haproxy, runtime-socket: /s, reload: [/bin/true] | reload: and `runtime-socket` contradict each other
          kind: files                                       | has one of `combined: /path/to/key-and-chain.pem`
          kind: files, combined: /etc/x, text: hello        | text: is what goes into a `pointer`
          kind: files, combined: /etc/x, files: [{name: key.pem, format: pem, content: key}] | another file has that name
          kind: files, combined: /etc/x, files: [{name: ../x, format: pem, content: key}] | is not a file name of letters
          kind: files, combined: /etc/x, files: [{name: x, format: der, content: pair}] | DER holds one object
          kind: files, combined: /etc/x, files: [{name: x, format: p12}] | 'p12' is not a format; there are pem, der, pkcs12, jks
          kind: files, combined: /etc/x, files: [{name: x, format: pem, content: key, mode: "0644"}] | mode 0644 is not for private keys
          kind: files, combined: /etc/x, files: [{name: x, format: pem, content: chain, mode: "0666"}] | lets others write
          kind: files, combined: /etc/x, files: [{nam: x, format: pem}] | name: is missing
          """)
  void aFaultOfAKindIsNamed(String target, String sentence) {
    assertThatThrownBy(() ->
            read(
                "server: https://repository.example:8443\ntargets:\n  - {name: www, "
                    + target
                    + "}\n"))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /etc/keyferry/www/sub   | /etc/nginx/keyferry/two.conf | targets[1].directory: is inside of the directory of target www
          /etc/keyferry           | /etc/nginx/keyferry/two.conf | targets[1].directory: contains a path of target www
          /etc/nginx              | /etc/nginx2/two.conf         | targets[1].directory: contains a path of target www
          /etc/keyferry/two       | /etc/keyferry/www/two.conf   | targets[1].snippet: is inside of the directory of target www
          /etc/keyferry/two       | /etc/nginx/keyferry/www.conf | targets[1].snippet: is used by target www too
          /etc/keyferry/www       | /etc/nginx/keyferry/two.conf | targets[1].directory: is used by target www too
          """)
  void targetsKeepApart(String directory, String snippet, String sentence) {
    var two =
        "  - {name: two, kind: nginx, directory: " + directory + ", snippet: " + snippet + "}\n";

    assertThatThrownBy(() -> read(SMALLEST + two))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void everyFaultOfATargetIsNamedAtOnce() {
    assertThatThrownBy(() ->
            read(
                """
                server: http://x
                pol: {wait: 1s}
                targets:
                  - name: www
                    kind: nginx
                    directory: etc
                    mode: "0777"
                    relaod: [/bin/true]
                    timeout: 0s
                    listeners: [{address: x}]
                """))
        .isInstanceOfSatisfying(
            SettingsRefused.class,
            refused ->
                assertThat(refused.faults())
                    .extracting(each -> each.substring(0, each.indexOf(": ", 8)))
                    .containsExactly(
                        "line 1: server",
                        "line 2: pol",
                        "line 6: targets[0].directory",
                        "line 7: targets[0].mode",
                        "line 8: targets[0].relaod",
                        "line 9: targets[0].timeout",
                        "line 10: targets[0].listeners[0].address"));
  }

  @Test
  void aFileThatIsNotUtf8IsRefused() throws Exception {
    var file = directory.resolve("agent.yaml");
    Files.write(file, "server: x\n# gr\u00fc\u00dfe\n".getBytes(StandardCharsets.ISO_8859_1));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> new SettingsFile(file).read())
        .isInstanceOf(SettingsRefused.class)
        .hasMessage("line 2: the octet FC is not UTF-8; save the file as UTF-8");
  }

  @Test
  void aDirectoryInWhichOthersMayPutAnotherFileIsRefused() throws Exception {
    var open = Files.createDirectory(directory.resolve("open"));
    var file = Files.writeString(open.resolve("agent.yaml"), SMALLEST);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThatThrownBy(() -> new SettingsFile(file).read())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(open.toString())
        .hasMessageContaining("chmod go-w");
  }

  @Test
  void aFileThatOthersMayWriteIsRefused() throws Exception {
    var file = Files.writeString(directory.resolve("agent.yaml"), SMALLEST);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));

    assertThatThrownBy(() -> new SettingsFile(file).read())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("chmod go-w");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> new SettingsFile(directory.resolve("none.yaml")).read())
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining("none.yaml does not exist");
  }

  private Settings read(String text) throws SettingsRefused, IOException {
    var file = Files.writeString(directory.resolve("agent.yaml"), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return new SettingsFile(file).read();
  }
}
