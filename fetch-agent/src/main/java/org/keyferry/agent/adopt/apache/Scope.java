package org.keyferry.agent.adopt.apache;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keyferry.agent.adopt.host.Place;

/// What the main server or one virtual host says; filled while its lines are read.
final class Scope {

  final Place at;
  final List<String> addresses;
  final List<String> names = new ArrayList<>();
  final List<Setting> certificates = new ArrayList<>();
  final List<Setting> keys = new ArrayList<>();
  private Optional<Setting> chain = Optional.empty();
  private Optional<Boolean> secure = Optional.empty();

  /// @param addresses arguments of `<VirtualHost>`; none for the main server
  Scope(Place at, List<String> addresses) {
    this.at = at;
    this.addresses = List.copyOf(addresses);
  }

  void setChain(Setting setting) {
    chain = Optional.of(setting);
  }

  Optional<Setting> chain() {
    return chain;
  }

  void setSecure(String engine) {
    secure = Optional.of(engine.equalsIgnoreCase("on") || engine.equalsIgnoreCase("optional"));
  }

  Optional<Boolean> secure() {
    return secure;
  }

  /// A value and the line that sets it.
  record Setting(String value, ApacheLine line) {}
}
