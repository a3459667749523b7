package org.keyferry.repository.notice;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.issuance.Circuit;
import org.keyferry.repository.issuance.Circuits;

/// CAs whose circuit is open: they are not asked until a probe finds them well.
@ApplicationScoped
class SilentAuthorities implements ConditionSource {

  private final Circuits circuits;

  SilentAuthorities(Circuits circuits) {
    this.circuits = circuits;
  }

  @Override
  public List<Condition> find(Instant now) {
    return circuits.all().entrySet().stream()
        .flatMap(each -> conditionOf(each.getKey(), each.getValue()))
        .toList();
  }

  private static Stream<Condition> conditionOf(DisplayName ca, Circuit circuit) {
    return switch (circuit) {
      case Circuit.Closed _ -> Stream.empty();
      case Circuit.Tripped down ->
          Stream.of(
              new Condition(
                  Condition.Kind.CA_DOWN,
                  ca.value(),
                  down.since(),
                  down.reason() + "; keyferry cas show " + ca));
    };
  }
}
