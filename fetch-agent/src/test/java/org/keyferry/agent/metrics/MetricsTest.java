package org.keyferry.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.AStatusPage;
import org.keyferry.agent.Golden;
import org.keyferry.agent.cycle.Settings;
import org.keyferry.testkit.FreePort;

/// What Prometheus reads of an agent.
class MetricsTest {

  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

  /// The text format, version 0.0.4.
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-z_]+)(\\{(?:[a-z_]+=\"(?:[^\"\\\\\\n]|\\\\.)*\",?)*\\})? (-?[0-9.E]+|NaN)");

  @TempDir private Path directory;

  @Test
  void theTextIsWhatItWas() throws IOException {
    Golden.of("metrics.prom").assertIs(text());
  }

  @Test
  void everySampleBelongsToAMetricThatIsExplained() {
    var types = new HashMap<String, String>();
    var helped = new HashSet<String>();
    var series = new HashSet<String>();
    for (var line : text().lines().toList()) {
      var words = line.split(" ", 4);
      if (line.startsWith("# HELP ")) {
        assertThat(helped.add(words[2])).as(line).isTrue();
      } else if (line.startsWith("# TYPE ")) {
        types.put(words[2], words[3]);
      } else {
        var sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        assertThat(types).as(line).containsKey(sample.group(1));
        assertThat(helped).as(line).contains(sample.group(1));
        assertThat(series.add(sample.group(1) + sample.group(2))).as(line).isTrue();
      }
    }
    assertThat(series).hasSizeGreaterThan(40);
    types.forEach((name, type) -> {
      assertThat(name).startsWith("keyferry_agent_");
      assertThat(name.endsWith("_total")).as(name).isEqualTo(type.equals("counter"));
    });
  }

  @Test
  @EnabledIf("hasPromtool")
  void promtoolFindsNothingToSay() throws Exception {
    var input = Files.writeString(directory.resolve("metrics"), text());
    var output = directory.resolve("output");
    var process =
        new ProcessBuilder(PROMTOOL.toString(), "check", "metrics")
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    assertThat(output).isEmptyFile();
  }

  static boolean hasPromtool() {
    return Files.isExecutable(PROMTOOL);
  }

  /// The collector reads at any time, and what does not end in `.prom` it skips.
  @Test
  void theFileIsReplacedAsAWholeAndForEverybodyToRead() throws IOException {
    var file = directory.resolve("keyferry.prom");
    Files.writeString(file, "old");
    try (var exposition =
        Exposition.begin(
            new Settings.Metrics(Optional.of(file), Optional.empty()),
            AStatusPage::ofABusyHost,
            "1.2.3")) {
      exposition.publish();
    }

    assertThat(file).hasContent(text());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r--r--");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aFileThatCannotBeWrittenKeepsNobodyFromHisWork() throws IOException {
    try (var exposition =
        Exposition.begin(
            new Settings.Metrics(
                Optional.of(directory.resolve("missing/keyferry.prom")), Optional.empty()),
            AStatusPage::ofABusyHost,
            "1.2.3")) {
      exposition.publish();
    }

    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aPortAnswersWithMetricsAndNothingElse() throws Exception {
    var port = FreePort.tcp();
    try (var _ =
        Exposition.begin(
            new Settings.Metrics(Optional.empty(), Optional.of(loopback(port))),
            AStatusPage::ofABusyHost,
            "1.2.3")) {
      var metrics = ask(port, "GET", "/metrics");

      assertThat(metrics.statusCode()).isEqualTo(200);
      assertThat(metrics.headers().firstValue("Content-Type").orElse(""))
          .startsWith("text/plain; version=0.0.4");
      assertThat(metrics.body()).isEqualTo(text());
      assertThat(ask(port, "GET", "/metrics/x").statusCode()).isEqualTo(404);
      assertThat(ask(port, "POST", "/metrics").statusCode()).isEqualTo(405);
    }
    assertThatThrownBy(() -> ask(port, "GET", "/metrics")).isInstanceOf(IOException.class);
  }

  @Test
  void aPortThatIsTakenIsNamed() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var wanted =
          new Settings.Metrics(Optional.empty(), Optional.of(loopback(taken.getLocalPort())));

      assertThatThrownBy(() -> Exposition.begin(wanted, AStatusPage::ofABusyHost, "1.2.3"))
          .hasMessageContaining("choose another port");
    }
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static HttpResponse<String> ask(int port, String method, String path) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .method(method, BodyPublishers.noBody())
              .build(),
          BodyHandlers.ofString());
    }
  }

  private static String text() {
    return new String(StatusMetrics.of(AStatusPage.ofABusyHost(), "1.2.3"), StandardCharsets.UTF_8);
  }
}
