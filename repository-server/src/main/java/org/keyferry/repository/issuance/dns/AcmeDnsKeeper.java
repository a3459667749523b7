package org.keyferry.repository.issuance.dns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.repository.custody.SecretFile;
import org.keyferry.repository.issuance.NameServerFailure;
import org.xbill.DNS.Name;

/// An acme-dns: `POST /update` with the credentials of the registration to which a CNAME at
/// `_acme-challenge` leads.
///
/// It keeps the two newest records of a registration, which is what a wildcard beside its own name
/// needs, and removes none: the next ones take their place.
final class AcmeDnsKeeper implements Keeper {

  private final URI url;
  private final Path credentials;
  private final Duration timeout;
  private final DnsAuthoritativeServers servers;
  private final ObjectMapper json;

  AcmeDnsKeeper(
      Dns01Config.Zone settings,
      Duration timeout,
      DnsAuthoritativeServers servers,
      ObjectMapper json) {
    this.url = settings.url().orElseThrow();
    this.credentials = settings.credentialsFile().orElseThrow();
    this.timeout = timeout;
    this.servers = servers;
    this.json = json;
  }

  static void requireWhole(String setting, Dns01Config.Zone settings) {
    if (settings.url().isEmpty() || settings.credentialsFile().isEmpty()) {
      throw new IllegalStateException(
          setting + " is of kind acme-dns, so .url and .credentials-file must be set, too");
    }
    var url = settings.url().get();
    var isLocal = "localhost".equals(url.getHost()) || "127.0.0.1".equals(url.getHost());
    if (!"https".equals(url.getScheme()) && !("http".equals(url.getScheme()) && isLocal)) {
      throw new IllegalStateException(
          setting + ".url carries a password, so it is https, or http to this machine: " + url);
    }
  }

  @Override
  public void add(Name owner, String text) {
    var registration = registrationOf(owner);
    var body =
        json.createObjectNode()
            .put("subdomain", registration.path("subdomain").asText())
            .put("txt", text);
    var request = requestFor(owner, registration, body.toString());
    var client = HttpClient.newBuilder().connectTimeout(timeout).build();
    try {
      var answer =
          client
              .sendAsync(request, BodyHandlers.ofString())
              .get(timeout.toMillis(), TimeUnit.MILLISECONDS); // the body, too
      if (answer.statusCode() != 200) {
        throw new NameServerFailure(
            "the acme-dns at "
                + url
                + " refused the record for "
                + owner
                + ": HTTP "
                + answer.statusCode()
                + " \""
                + Printable.of(answer.body())
                + "\"; check the registration in "
                + credentials);
      }
    } catch (ExecutionException failure) {
      throw new NameServerFailure(
          "the acme-dns at "
              + url
              + " does not answer: "
              + Printable.of(String.valueOf(failure.getMessage())),
          failure);
    } catch (TimeoutException late) {
      throw new NameServerFailure(
          "the acme-dns at " + url + " does not answer within " + timeout, late);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new NameServerFailure("the repository is going down", interruption);
    } finally {
      client.shutdownNow();
    }
  }

  private HttpRequest requestFor(Name owner, JsonNode registration, String body) {
    try {
      return HttpRequest.newBuilder(URI.create(url.toString().replaceAll("/+$", "") + "/update"))
          .timeout(timeout)
          .header("X-Api-User", registration.path("username").asText())
          .header("X-Api-Key", registration.path("password").asText())
          .header("Content-Type", "application/json")
          .POST(BodyPublishers.ofString(body))
          .build();
    } catch (IllegalArgumentException _) { // it would quote a password
      throw new NameServerFailure(
          "the registration for "
              + owner
              + " in "
              + credentials
              + " has a username or password that cannot stand in an HTTP header: mend it");
    }
  }

  @Override
  public boolean shows(Name owner, String text) {
    return servers.anyShows(owner, text);
  }

  @Override
  public void remove(Name owner, String text) {
    // nothing to do: acme-dns has no removal
  }

  private JsonNode registrationOf(Name owner) {
    var wanted = owner.toString(true);
    for (var each : read().properties()) {
      var registration = each.getValue();
      if (wanted.equalsIgnoreCase(registration.path("fulldomain").asText())) {
        return registration;
      }
    }
    throw new NameServerFailure(
        "no registration in "
            + credentials
            + " has the fulldomain "
            + wanted
            + ", where the CNAME leads: register there, or mend the CNAME");
  }

  private JsonNode read() {
    try {
      return json.readTree(SecretFile.read(credentials));
    } catch (JsonProcessingException _) { // it would quote a password
      throw new NameServerFailure("the credentials in " + credentials + " are no JSON");
    } catch (IOException unreadable) {
      throw new NameServerFailure(
          "the credentials in " + credentials + " cannot be used: " + unreadable.getMessage(),
          unreadable);
    }
  }
}
