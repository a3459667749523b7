package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.certificate.Policy;

/// Says which CA of its policy gets an order.
///
/// 1. The first in the policy's order. After three orders in a row that came to nothing at a CA,
///    those stand before it at which fewer did.
/// 2. If that one is down, or wants to be left alone for long, it is waited for until the
///    certificate in force is in danger ([Lifespan#dangerFrom]); then, and at once if nothing is in
///    force, the next that is up.
/// 3. If none is up, the first: it is waited for.
@ApplicationScoped
public class IssuerChoice {

  /// Orders in a row that come to nothing, after which the next CA has its turn.
  static final int TURN = 3;

  private final CircuitBreaker breaker;
  private final LongPauses pauses;
  private final InstantSource clock;

  public IssuerChoice(CircuitBreaker breaker, LongPauses pauses, InstantSource clock) {
    this.breaker = breaker;
    this.pauses = pauses;
    this.clock = clock;
  }

  /// For an order that is being planned.
  ///
  /// @param failures orders in a row that came to nothing, by CA
  public Choice choose(Standing standing, Map<DisplayName, Integer> failures) {
    var preferred = standing.issuers().getFirst();
    var turns = inTurn(standing.issuers(), failures);
    var first = turns.getFirst();
    var next =
        standing.isInDanger(clock.instant()) ? firstUp(turns, _ -> true) : Optional.of(first);
    var chosen = next.orElse(first);
    if (chosen.equals(preferred)) {
      return new Choice(chosen, Optional.empty());
    }
    return new Choice(
        chosen,
        Optional.of(
            first.equals(preferred)
                ? whyDown(preferred.ca())
                : failures.getOrDefault(preferred.ca(), 0)
                    + " orders in a row came to nothing at the CA "
                    + preferred.ca()));
  }

  /// For an order that cannot be placed at its CA now.
  ///
  /// @param fits whether a CA could take the order at once
  /// @return the first other CA that is up and fits
  public Optional<Policy.Issuer> instead(
      DisplayName ca, Standing standing, Predicate<Policy.Issuer> fits) {
    return firstUp(
        standing.issuers().stream().filter(each -> !each.ca().equals(ca)).toList(), fits);
  }

  private static List<Policy.Issuer> inTurn(
      List<Policy.Issuer> issuers, Map<DisplayName, Integer> failures) {
    return issuers.stream()
        .sorted(Comparator.comparingInt(each -> failures.getOrDefault(each.ca(), 0) / TURN))
        .toList();
  }

  /// @param fits asked of those alone that are up: it may cost a request
  private Optional<Policy.Issuer> firstUp(
      List<Policy.Issuer> issuers, Predicate<Policy.Issuer> fits) {
    var open = issuers.stream().filter(each -> pauses.of(each.ca()).isEmpty()).toList();
    return open.stream()
        .filter(each -> breaker.isClosed(each.ca()))
        .filter(fits)
        .findFirst()
        .or(() -> open.stream().filter(each -> isProbeDue(each.ca())).filter(fits).findFirst());
  }

  /// Nothing closes the circuit of a CA but an order there, so one must go and find out.
  private boolean isProbeDue(DisplayName ca) {
    return breaker.of(ca) instanceof Circuit.Tripped tripped && tripped.isProbeDue(clock.instant());
  }

  private String whyDown(DisplayName ca) {
    return switch (breaker.of(ca)) {
      case Circuit.Tripped tripped -> "the CA " + ca + " is down since " + tripped.since();
      case Circuit.Closed _ ->
          pauses
              .of(ca)
              .map(until -> LongPauses.sentence(ca, until))
              .orElse("the CA " + ca + " was down");
    };
  }

  /// @param issuer that gets the order
  /// @param because why it is not the first of the policy
  public record Choice(Policy.Issuer issuer, Optional<String> because) {}
}
