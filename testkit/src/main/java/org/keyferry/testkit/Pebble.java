package org.keyferry.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A real ACME CA (RFC 8555): Let's Encrypt's Pebble, on ports of its own, with a root of its own
/// that is new with each start. Forgets everything when it ends.
public final class Pebble implements AutoCloseable {

  private final TestDirectory files;
  private final RunningProgram program;
  private final URI directory;
  private final URI management;
  private final X509Certificate httpsRoot;
  private final HttpClient client;

  private Pebble(
      TestDirectory files,
      RunningProgram program,
      URI directory,
      URI management,
      X509Certificate httpsRoot) {
    this.files = files;
    this.program = program;
    this.directory = directory;
    this.management = management;
    this.httpsRoot = httpsRoot;
    this.client = HttpClient.newBuilder().sslContext(HttpsIdentity.trusting(httpsRoot)).build();
  }

  /// A Pebble that looks names up at `dns` (`host:port`) and expects http-01 answers at `httpPort`.
  public static Settings settings(String dns, int httpPort) {
    return new Settings(dns, httpPort);
  }

  /// URL of the directory (RFC 8555 §7.1.1).
  public URI directory() {
    return directory;
  }

  /// The root of its HTTPS certificate.
  public X509Certificate httpsRoot() {
    return httpsRoot;
  }

  /// The root of the certificates that it issues.
  public X509Certificate issuingRoot() {
    return issuingRoot(0);
  }

  /// The root of the chain that it offers as the given alternate, from 1.
  public X509Certificate issuingRoot(int alternate) {
    return certificateOf(get("roots/" + alternate));
  }

  /// What it knows of a certificate, as JSON.
  ///
  /// @param serial hexadecimal
  public String statusOf(String serial) {
    return get("cert-status-by-serial/" + serial);
  }

  /// All that it wrote, one line for each request and each event.
  public String log() {
    return program.output();
  }

  /// How many lines of the log have the words.
  public long logged(String words) {
    return log().lines().filter(line -> line.contains(words)).count();
  }

  @Override
  public void close() {
    program.close();
    files.close();
  }

  private String get(String path) {
    try {
      var request = HttpRequest.newBuilder(management.resolve(path)).build();
      return client.send(request, BodyHandlers.ofString()).body();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(path + " was interrupted", interruption);
    }
  }

  private static X509Certificate certificateOf(String pem) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException("not a certificate: " + pem, failure);
    }
  }

  /// How a Pebble is to behave. What is not said: no bad nonces, no reuse of authorizations,
  /// validation at once, certificates for 90 days.
  public static final class Settings {

    private final String dns;
    private final int httpPort;
    private int badNonces;
    private int authorizationReuse;
    private int alternateChains;
    private boolean patient;
    private boolean credulous;
    private Duration validity = Duration.ofDays(90);
    private int port = FreePort.tcp();
    private int tlsPort = FreePort.tcp();
    private final HttpsIdentity identity = HttpsIdentity.create("Pebble");

    private Settings(String dns, int httpPort) {
      this.dns = dns;
      this.httpPort = httpPort;
    }

    /// Refuses so many requests of a hundred with `badNonce` (RFC 8555 §6.5).
    public Settings badNonces(int percent) {
      badNonces = percent;
      return this;
    }

    /// Takes an older authorization for so many identifiers of a hundred.
    public Settings authorizationReuse(int percent) {
      authorizationReuse = percent;
      return this;
    }

    /// Offers so many chains more, each to a root of its own (RFC 8555 §7.4.2).
    public Settings alternateChains(int number) {
      alternateChains = number;
      return this;
    }

    /// Takes up to 5 s for each validation.
    public Settings patient() {
      patient = true;
      return this;
    }

    /// Believes every challenge.
    public Settings credulous() {
      credulous = true;
      return this;
    }

    public Settings validity(Duration each) {
      validity = each;
      return this;
    }

    /// The port on which it expects answers to tls-alpn-01.
    public Settings tlsPort(int number) {
      tlsPort = number;
      return this;
    }

    /// The port of the directory; one that is free if not said.
    public Settings port(int number) {
      port = number;
      return this;
    }

    /// Started again, it has the same URL and HTTPS root, and has forgotten everything.
    public Pebble start() {
      var files = TestDirectory.create("pebble-");
      var management = FreePort.tcp();
      files.write("cert.pem", identity.chainPem());
      files.write("key.pem", identity.keyPem());
      var configuration = files.write("pebble.json", configuration(files, management));
      var program =
          RunningProgram.start(
              files.path().resolve("log"),
              environment(),
              List.of(
                  "pebble",
                  "-config",
                  configuration.toString(),
                  "-dnsserver",
                  dns,
                  "-strict=false"));
      program.awaitPort(port).awaitPort(management);
      return new Pebble(
          files,
          program,
          URI.create("https://127.0.0.1:" + port + "/dir"),
          URI.create("https://127.0.0.1:" + management + "/"),
          identity.root());
    }

    private Map<String, String> environment() {
      var environment = new HashMap<String, String>();
      environment.put("PEBBLE_WFE_NONCEREJECT", Integer.toString(badNonces));
      environment.put("PEBBLE_AUTHZREUSE", Integer.toString(authorizationReuse));
      environment.put("PEBBLE_ALTERNATE_ROOTS", Integer.toString(alternateChains));
      if (!patient) {
        environment.put("PEBBLE_VA_NOSLEEP", "1");
      }
      if (credulous) {
        environment.put("PEBBLE_VA_ALWAYS_VALID", "1");
      }
      return environment;
    }

    private String configuration(TestDirectory files, int management) {
      return String.format(
          Locale.ROOT,
          """
          {"pebble": {
            "listenAddress": "127.0.0.1:%d",
            "managementListenAddress": "127.0.0.1:%d",
            "certificate": "%s",
            "privateKey": "%s",
            "httpPort": %d,
            "tlsPort": %d,
            "ocspResponderURL": "",
            "externalAccountBindingRequired": false,
            "certificateValidityPeriod": %d
          }}
          """,
          port,
          management,
          files.path().resolve("cert.pem"),
          files.path().resolve("key.pem"),
          httpPort,
          tlsPort,
          validity.toSeconds());
    }
  }
}
