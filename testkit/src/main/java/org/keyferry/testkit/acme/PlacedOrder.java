package org.keyferry.testkit.acme;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An order (RFC 8555 §7.1.3), its authorizations, and what came of it.
final class PlacedOrder {

  final int number;
  final Account account;
  final List<Authorization> authorizations = new ArrayList<>();
  final Optional<String> profile;
  final Optional<String> replaces;
  final Duration life;
  final Instant expires;
  Optional<X509Certificate> issued = Optional.empty();
  Optional<String> failure = Optional.empty();

  PlacedOrder(
      int number,
      Account account,
      List<String> names,
      Optional<String> profile,
      Optional<String> replaces,
      Duration life,
      Instant expires) {
    this.number = number;
    this.account = account;
    this.profile = profile;
    this.replaces = replaces;
    this.life = life;
    this.expires = expires;
    for (var each = 0; each < names.size(); each++) {
      authorizations.add(new Authorization(number + "-" + each, names.get(each)));
    }
  }

  List<String> names() {
    return authorizations.stream().map(each -> each.name).toList();
  }

  String status() {
    if (issued.isPresent()) {
      return "valid";
    }
    if (failure.isPresent()
        || authorizations.stream().anyMatch(each -> each.status.equals("invalid"))) {
      return "invalid";
    }
    return authorizations.stream().allMatch(each -> each.status.equals("valid"))
        ? "ready"
        : "pending";
  }

  /// An authorization (§7.1.4) with one challenge of each type, which share a token.
  static final class Authorization {

    final String id;
    final String name;
    final String token;
    String status = "pending";
    Optional<String> tried = Optional.empty();
    Optional<String> error = Optional.empty();

    Authorization(String id, String name) {
      this.id = id;
      this.name = name;
      this.token = "token-of-authorization-" + id;
    }

    boolean isWildcard() {
      return name.startsWith("*.");
    }

    String identifier() {
      return isWildcard() ? name.substring(2) : name;
    }
  }
}
