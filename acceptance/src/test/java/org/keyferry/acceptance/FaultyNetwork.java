package org.keyferry.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.keyferry.testkit.RunningProgram;

/// A network of two, in namespaces of their own: a host, and a gateway that leads to a port of
/// ours. Between them is a cable that can be made to fail. The machine's own network is not
/// touched.
final class FaultyNetwork implements AutoCloseable {

  private static final String HOST_ADDRESS = "10.203.7.2";
  private static final String GATEWAY_ADDRESS = "10.203.7.1";

  private final String host;
  private final String gateway;
  private final Path directory;
  private final int port;
  private final Relay inner;
  private @Nullable RunningProgram outer;

  private FaultyNetwork(Path directory, int port) throws IOException {
    var unique = Long.toString(ProcessHandle.current().pid());
    this.host = "keyferry-h" + unique;
    this.gateway = "keyferry-g" + unique;
    this.directory = directory;
    this.port = port;
    this.inner = Relay.from(socket(), port);
  }

  /// Whether this sandbox lets us make one.
  static boolean isPermitted() {
    var name = "keyferry-t" + ProcessHandle.current().pid();
    return succeeds("ip", "netns", "add", name)
        && succeeds("ip", "netns", "exec", name, "nft", "add", "table", "inet", "any")
        && succeeds("ip", "netns", "delete", name);
  }

  /// @param port of our loopback interface, reached from the host as [#address] and the same port
  static FaultyNetwork leadingTo(int port, Path directory) {
    try {
      var network = new FaultyNetwork(Files.createDirectories(directory), port);
      network.lay();
      return network;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static String address() {
    return GATEWAY_ADDRESS;
  }

  /// What comes before a command that is to run on the host.
  List<String> onTheHost() {
    return List.of("ip", "netns", "exec", host);
  }

  /// Whatever the gateway hears from the host, and says to it, goes through this rule.
  ///
  /// @param heard statement of nft(8) for what comes in; empty for none
  /// @param said the same for what goes out
  void filter(String heard, String said) {
    heal();
    nft("add table inet faults");
    nft("add chain inet faults heard { type filter hook input priority 0 ; }");
    nft("add chain inet faults said { type filter hook output priority 0 ; }");
    if (!heard.isEmpty()) {
      nft("add rule inet faults heard iifname \"wire\" " + heard);
    }
    if (!said.isEmpty()) {
      nft("add rule inet faults said oifname \"wire\" " + said);
    }
  }

  void unplug() {
    in(gateway, "ip", "link", "set", "wire", "down");
  }

  void plugIn() {
    in(gateway, "ip", "link", "set", "wire", "up");
  }

  /// How many packets the filter caught.
  long caught() {
    var rules = output("ip", "netns", "exec", gateway, "nft", "list", "table", "inet", "faults");
    return Pattern.compile("counter packets ([0-9]+)")
        .matcher(rules)
        .results()
        .mapToLong(found -> Long.parseLong(found.group(1)))
        .sum();
  }

  void heal() {
    if (succeeds("ip", "netns", "exec", gateway, "nft", "list", "table", "inet", "faults")) {
      nft("delete table inet faults");
    }
  }

  /// Forgets every connection without a word to the host, as a gateway that was replaced does.
  void replaceTheGateway() {
    end(outer);
    outer = relay();
  }

  private static void end(@Nullable RunningProgram relay) {
    if (relay != null) {
      relay.close();
    }
  }

  boolean isUp() {
    return !output("ip", "-n", gateway, "link", "show", "wire").contains("state DOWN");
  }

  @Override
  public void close() {
    try {
      end(outer);
      inner.close();
      Files.deleteIfExists(socket());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } finally {
      run("ip", "netns", "delete", host);
      run("ip", "netns", "delete", gateway);
    }
  }

  private void lay() {
    run("ip", "netns", "add", host);
    run("ip", "netns", "add", gateway);
    run(
        "ip", "-n", gateway, "link", "add", "wire", "type", "veth", "peer", "name", "wire", "netns",
        host);
    in(gateway, "ip", "address", "add", GATEWAY_ADDRESS + "/30", "dev", "wire");
    in(host, "ip", "address", "add", HOST_ADDRESS + "/30", "dev", "wire");
    for (var each : List.of(gateway, host)) {
      in(each, "ip", "link", "set", "lo", "up");
      in(each, "ip", "link", "set", "wire", "up");
    }
    outer = relay();
  }

  private RunningProgram relay() {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var log = directory.resolve("relay.log");
    try {
      Files.deleteIfExists(log);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return RunningProgram.start(
            log,
            Map.of(),
            List.of(
                "ip",
                "netns",
                "exec",
                gateway,
                java,
                "-Xmx32m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes(),
                Relay.class.getName(),
                GATEWAY_ADDRESS,
                Integer.toString(port),
                socket().toString()))
        .awaitOutput("relaying");
  }

  private Path socket() {
    return directory.resolve("socket");
  }

  private void nft(String words) {
    in(gateway, "nft", words);
  }

  private static void in(String namespace, String... command) {
    var words = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    words.addAll(List.of(command));
    run(words.toArray(String[]::new));
  }

  private static String classes() {
    return Path.of(Relay.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .toString();
  }

  private static void run(String... command) {
    output(command);
  }

  private static boolean succeeds(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String output(String... command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + said);
      }
      return said;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
