package org.keyferry.testkit.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.IpAddress;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.FreePort;
import org.keyferry.testkit.Pkcs8;
import org.keyferry.testkit.RunningProgram;

/// A real nginx with one HTTPS page, as a host admin has it before Keyferry comes: the certificate
/// named in a snippet that the server block includes.
public final class HttpsHost implements AutoCloseable {

  private static final Path NGINX = Path.of("/usr/sbin/nginx");

  private final Path directory;
  private final String name;
  private final int port = FreePort.tcp();
  private final RunningProgram program;

  private HttpsHost(Path directory, String name, FixtureCa before) {
    this.directory = directory;
    this.name = name;
    try {
      Files.createDirectories(directory.resolve("keyferry"));
      var keys = FixtureCa.keyPair(KeyType.EC_P256);
      Files.writeString(
          directory.resolve("before.pem"), before.issue(keys.getPublic(), name).toPem());
      Files.writeString(directory.resolve("before.key.pem"), Pkcs8.pemOf(keys.getPrivate()));
      Files.writeString(
          snippet(),
          String.format(
              Locale.ROOT,
              """
              ssl_certificate %1$s/before.pem;
              ssl_certificate_key %1$s/before.key.pem;
              """,
              directory));
      Files.writeString(directory.resolve("nginx.conf"), configuration());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    var command = Stream.concat(argv().stream(), Stream.of("-g", "daemon off;")).toList();
    program =
        RunningProgram.start(directory.resolve("nginx.log"), Map.of(), command).awaitPort(port);
  }

  /// Serves `name`, which may be an IP address, with a certificate that was there before.
  public static HttpsHost serving(String name, Path directory, FixtureCa before) {
    return new HttpsHost(directory, name, before);
  }

  /// What the agent of this host is told, as an entry of `targets:`.
  public String target(String certificate, Path versions) {
    return String.format(
        Locale.ROOT,
        """
        - name: %1$s
          kind: nginx
          directory: %2$s
          snippet: %3$s
          validate: [%4$s, "-t"]
          reload: [%4$s, "-s", "reload"]
          listeners:
            - {address: "127.0.0.1:%5$d"%6$s}
        """,
        certificate,
        versions,
        snippet(),
        argv().stream().map(word -> '"' + word + '"').collect(Collectors.joining(", ")),
        port,
        isAddress() ? "" : ", server-name: " + name);
  }

  /// No client asks for one in TLS (RFC 6066 §3).
  private boolean isAddress() {
    return Identifier.of(name) instanceof IpAddress;
  }

  /// The leaf of a handshake that succeeds for who trusts `root` and asks for the name.
  public X509Certificate servedTo(X509Certificate root)
      throws GeneralSecurityException, IOException {
    var roots = KeyStore.getInstance("PKCS12");
    roots.load(null, null);
    roots.setCertificateEntry("root", root);
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(roots);
    var tls = SSLContext.getInstance("TLSv1.3");
    tls.init(null, trust.getTrustManagers(), null);
    try (var plain = new Socket(InetAddress.getLoopbackAddress(), port);
        var socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, name, port, true)) {
      var parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      parameters.setServerNames(isAddress() ? List.of() : List.of(new SNIHostName(name)));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  @Override
  public void close() {
    program.close();
  }

  private Path snippet() {
    return directory.resolve("keyferry").resolve("www.conf");
  }

  private List<String> argv() {
    return List.of(
        NGINX.toString(),
        "-p",
        directory.toString(),
        "-e",
        directory.resolve("error.log").toString(),
        "-c",
        directory.resolve("nginx.conf").toString());
  }

  private String configuration() {
    return String.format(
        Locale.ROOT,
        """
        pid %1$s/nginx.pid;
        events {}
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          server {
            listen 127.0.0.1:%2$d ssl;
            server_name %3$s;
            include %4$s;
            location / { return 200 "here\\n"; }
          }
        }
        """,
        directory,
        port,
        name,
        snippet());
  }
}
