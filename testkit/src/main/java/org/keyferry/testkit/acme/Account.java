package org.keyferry.testkit.acme;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwk.PublicJsonWebKey;

/// An account (RFC 8555 §7.1.2).
final class Account {

  final String url;
  PublicJsonWebKey key;
  List<String> contacts;
  String agreedTo;
  boolean isDeactivated;
  final Optional<String> externalKeyId;
  final List<Instant> orders = new ArrayList<>();

  Account(
      String url,
      PublicJsonWebKey key,
      List<String> contacts,
      String agreedTo,
      Optional<String> externalKeyId) {
    this.url = url;
    this.key = key;
    this.contacts = List.copyOf(contacts);
    this.agreedTo = agreedTo;
    this.externalKeyId = externalKeyId;
  }

  boolean hasKey(PublicJsonWebKey other) {
    return key.getPublicKey().equals(other.getPublicKey());
  }
}
