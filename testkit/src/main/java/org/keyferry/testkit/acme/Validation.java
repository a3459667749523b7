package org.keyferry.testkit.acme;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.jose4j.jwk.PublicJsonWebKey;

/// How the test CA looks at answers to challenges (RFC 8555 §8).
interface Validation {

  /// @return what is wrong; empty if nothing is
  Optional<String> faultOf(
      PlacedOrder.Authorization authorization, String type, PublicJsonWebKey accountKey);

  static Validation believing() {
    return (_, _, _) -> Optional.empty();
  }

  /// Asks one port of the loopback interface (§8.3).
  static Validation http01(int port) {
    return (authorization, type, key) ->
        type.equals("http-01")
            ? faultAt(port, authorization.token, authorization.token + "." + thumbprint(key))
            : Optional.of("only http-01 is looked at here");
  }

  private static Optional<String> faultAt(int port, String token, String expected) {
    var url = URI.create("http://127.0.0.1:" + port + "/.well-known/acme-challenge/" + token);
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(5)).build();
      var answer = client.send(request, BodyHandlers.ofString());
      return answer.body().strip().equals(expected)
          ? Optional.empty()
          : Optional.of("at " + url + " is something else: HTTP " + answer.statusCode());
    } catch (IOException failure) {
      return Optional.of("nobody answers at " + url);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  private static String thumbprint(PublicJsonWebKey key) {
    return key.calculateBase64urlEncodedThumbprint("SHA-256");
  }
}
