package org.keyferry.acceptance;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.keyferry.testkit.Apache;
import org.keyferry.testkit.FreePort;
import org.keyferry.testkit.HaProxy;
import org.keyferry.testkit.Nginx;
import org.keyferry.testkit.Postfix;
import org.keyferry.testkit.Root;
import org.keyferry.testkit.TlsServer;
import org.keyferry.testkit.Tomcat;

/// A real server on a host with the agent, and the target that its admin declares for it.
///
/// @param place the directory of the host in which switch files and versions lie
/// @param key what the target calls the switch file
/// @param more lines of the target that this kind needs
/// @param secondPort for a second listener
record HostedServer(TlsServer server, Path place, String key, String more, int secondPort) {

  private static final String USUAL_TIMEOUT = "30s";
  private static final String STORE_PASSWORD = "password of the key store";

  private HostedServer(TlsServer server, Path place, String key, String more) {
    this(server, place, key, more, FreePort.tcp());
  }

  /// One of each kind that can be started by this user.
  static List<HostedServer> in(Path place) {
    var web =
        Stream.of(
            new HostedServer(Nginx.including(switchFile(place, "nginx")), place, "snippet", ""),
            new HostedServer(Apache.including(switchFile(place, "apache")), place, "snippet", ""),
            new HostedServer(HaProxy.reading(switchFile(place, "haproxy")), place, "combined", ""),
            tomcat(place));
    var mail =
        Root.isThisUser()
            ? Stream.of(
                new HostedServer(
                    Postfix.reading(switchFile(place, "postfix")), place, "combined", ""))
            : Stream.<HostedServer>empty();
    return Stream.concat(web, mail).toList();
  }

  String kind() {
    return server.kind();
  }

  Path switchFile() {
    return server.switchFile();
  }

  /// The target as it should be.
  String target() {
    return target(server.reloadCommand(), USUAL_TIMEOUT, IntStream.of(server.port()));
  }

  /// The target with a reload that does not end.
  String targetThatHangs() {
    return target(List.of("/bin/sleep", "60"), "2s", IntStream.of(server.port()));
  }

  /// The target with a second listener, which presents what this host does not install.
  String targetWithTwoListeners() {
    return target(server.reloadCommand(), USUAL_TIMEOUT, IntStream.of(server.port(), secondPort));
  }

  /// Starts the server anew, with somebody else's certificate at the second port.
  void presentsAtTheSecondPort(Path pem) {
    server.presentsElsewhere(secondPort, pem);
    server.stop();
    server.start();
  }

  private String target(List<String> reload, String timeout, IntStream ports) {
    return String.format(
        Locale.ROOT,
        """
        - name: %1$s
          kind: %1$s
          certificate: www
          directory: %2$s/versions/%1$s
          %3$s: %4$s
          validate: %5$s
          reload: %6$s
          timeout: %7$s
          listeners: %8$s
        %9$s\
        """,
        kind(),
        place,
        key,
        switchFile(),
        quoted(server.validateCommand()),
        quoted(reload),
        timeout,
        ports
            .mapToObj(port ->
                "{address: \"127.0.0.1:" + port + "\", protocol: " + server.protocol() + "}")
            .collect(Collectors.joining(", ", "[", "]")),
        more.indent(2));
  }

  private static HostedServer tomcat(Path place) {
    var tomcat = Tomcat.reading(switchFile(place, "tomcat"), "PKCS12", STORE_PASSWORD);
    return new HostedServer(
        tomcat, place, "keystore", "password-file: " + tomcat.passwordFile() + "\n");
  }

  private static Path switchFile(Path place, String kind) {
    return place.resolve("site").resolve(kind);
  }

  private static String quoted(List<String> command) {
    return command.stream()
        .map(word -> '"' + word + '"')
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
