package org.keyferry.agent.cycle.yaml;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.keyferry.agent.cycle.Settings;
import org.keyferry.agent.probe.ProbeAddress;
import org.keyferry.protocol.pki.Printable;

/// Reads `metrics:`.
final class MetricsReader {

  private static final String SUFFIX = ".prom";

  private MetricsReader() {}

  static Settings.Metrics read(YamlMapping root) throws YamlFault {
    var metrics = root.mapping("metrics");
    if (metrics.isEmpty()) {
      return Settings.Metrics.NONE;
    }
    var textfile = metrics.get().optional("textfile", MetricsReader::textfile);
    var listen = metrics.get().optional("listen", MetricsReader::loopback);
    metrics.get().requireNothingElse();
    return new Settings.Metrics(textfile, listen);
  }

  private static Path textfile(String text) {
    var path = Scalars.absolute(text);
    if (!path.toString().endsWith(SUFFIX)) {
      throw new IllegalArgumentException(
          "'" + Printable.of(text) + "' does not end in " + SUFFIX + ", so node_exporter skips it");
    }
    return path;
  }

  private static InetSocketAddress loopback(String text) {
    var address = ProbeAddress.parse(text, Optional.empty());
    try {
      var host = InetAddress.ofLiteral(address.host());
      if (host.isLoopbackAddress()) {
        return new InetSocketAddress(host, address.port());
      }
    } catch (IllegalArgumentException aName) {
      // refused as well: what it stands for may change
    }
    throw new IllegalArgumentException(
        "'"
            + Printable.of(text)
            + "' is not an address of the loopback interface such as \"127.0.0.1:9464\": whoever"
            + " reaches it reads it");
  }
}
