package org.keyferry.agent.cycle.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
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
import org.keyferry.agent.install.Placement;
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
                Duration.ofSeconds(55), Duration.ofSeconds(2), Duration.ofMinutes(5)));
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
          combined: /x.pem          | unknown key
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
