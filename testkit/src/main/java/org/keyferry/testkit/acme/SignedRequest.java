package org.keyferry.testkit.acme;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/// A flattened JWS (RFC 8555 §6.2), taken apart and not yet verified.
final class SignedRequest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> MEMBERS = Set.of("protected", "payload", "signature");
  private static final List<String> ALGORITHMS = List.of("ES256", "ES384", "RS256");
  private static final List<String> MAC_ALGORITHMS = List.of("HS256", "HS384", "HS512");

  private final String compact;
  private final JsonNode header;
  private final byte[] payload;

  private SignedRequest(String compact, JsonNode header, byte[] payload) {
    this.compact = compact;
    this.header = header;
    this.payload = payload;
  }

  static SignedRequest parse(byte[] body) {
    return parse(json(body));
  }

  static SignedRequest parse(JsonNode jws) {
    var members = new TreeSet<String>();
    jws.fieldNames().forEachRemaining(members::add);
    if (!members.equals(MEMBERS)) {
      throw Refusal.malformed("a flattened JWS has " + MEMBERS + ", not " + members);
    }
    var protectedHeader = jws.get("protected").asText();
    var payload = jws.get("payload").asText();
    var compact = protectedHeader + "." + payload + "." + jws.get("signature").asText();
    return new SignedRequest(compact, json(decoded(protectedHeader)), decoded(payload));
  }

  /// @return empty if there is no such member
  Optional<String> header(String name) {
    return Optional.ofNullable(header.get(name)).map(JsonNode::asText);
  }

  boolean has(String name) {
    return header.has(name);
  }

  PublicJsonWebKey jwk() {
    try {
      return PublicJsonWebKey.Factory.newPublicJwk(header.path("jwk").toString());
    } catch (JoseException malformed) {
      throw Refusal.of(400, "badPublicKey", "no JWK: " + malformed.getMessage());
    }
  }

  /// POST-as-GET has none (§6.3).
  boolean isEmpty() {
    return payload.length == 0;
  }

  JsonNode payload() {
    return json(payload);
  }

  void verify(Key key) {
    verify(key, ALGORITHMS);
  }

  void verifyMac(Key key) {
    verify(key, MAC_ALGORITHMS);
  }

  private void verify(Key key, List<String> algorithms) {
    if (!algorithms.contains(header("alg").orElse("none"))) {
      throw Refusal.of(400, "badSignatureAlgorithm", "one of " + algorithms);
    }
    try {
      var jws = new JsonWebSignature();
      jws.setAlgorithmConstraints(
          new AlgorithmConstraints(ConstraintType.PERMIT, algorithms.toArray(String[]::new)));
      jws.setCompactSerialization(compact);
      jws.setKey(key);
      if (!jws.verifySignature()) {
        throw Refusal.malformed("the signature is not of that key");
      }
    } catch (JoseException failure) {
      throw Refusal.malformed("the signature cannot be verified: " + failure.getMessage());
    }
  }

  static JsonNode json(byte[] text) {
    try {
      var node = JSON.readTree(text);
      if (!node.isObject()) {
        throw Refusal.malformed("not a JSON object");
      }
      return node;
    } catch (JsonProcessingException malformed) {
      throw Refusal.malformed("not JSON: " + malformed.getOriginalMessage());
    } catch (IOException impossible) {
      throw Refusal.malformed("not JSON");
    }
  }

  static byte[] decoded(String base64Url) {
    try {
      if (base64Url.contains("=")) {
        throw Refusal.malformed("base64url has no padding (RFC 8555 §6.1)");
      }
      return Base64.getUrlDecoder().decode(base64Url.getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException malformed) {
      throw Refusal.malformed("not base64url: " + malformed.getMessage());
    }
  }
}
