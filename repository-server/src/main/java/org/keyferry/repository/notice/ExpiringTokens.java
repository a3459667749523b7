package org.keyferry.repository.notice;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.agent.Agent;
import org.keyferry.repository.agent.EnrollmentTokens;
import org.keyferry.repository.agent.StoredEnrollmentToken;

/// Enrollment tokens that nobody has used, and soon nobody can: a host waits, or was forgotten.
@ApplicationScoped
class ExpiringTokens implements ConditionSource {

  private static final int PART = 4; // of its life
  private static final Duration REMEMBERED = Duration.ofDays(3); // after its end

  private final EnrollmentTokens tokens;
  private final Fleet fleet;
  private final NoticeConfig config;

  ExpiringTokens(EnrollmentTokens tokens, Fleet fleet, NoticeConfig config) {
    this.tokens = tokens;
    this.fleet = fleet;
    this.config = config;
  }

  @Override
  public List<Condition> find(Instant now) {
    var unused = tokens.unusedSince(now.minus(REMEMBERED));
    if (unused.isEmpty()) {
      return List.of();
    }
    var enrolled = fleet.agents().stream().map(Agent::name).collect(toSet());
    return lastOfEachHost(unused).values().stream()
        .filter(each -> each.keeps().isPresent() || !enrolled.contains(each.agentName()))
        .filter(each -> !soonOver(each).isAfter(now))
        .map(each -> conditionOf(each, now))
        .toList();
  }

  /// Of the tokens of one host, the one that lasts longest counts.
  private static Map<DisplayName, StoredEnrollmentToken> lastOfEachHost(
      List<StoredEnrollmentToken> unused) {
    return unused.stream()
        .collect(
            toMap(
                StoredEnrollmentToken::agentName,
                identity(),
                BinaryOperator.maxBy(Comparator.comparing(StoredEnrollmentToken::expires))));
  }

  private Instant soonOver(StoredEnrollmentToken token) {
    var part = Duration.between(token.made(), token.expires()).dividedBy(PART);
    var warning = part.compareTo(config.tokenExpiry()) < 0 ? part : config.tokenExpiry();
    return token.expires().minus(warning);
  }

  private Condition conditionOf(StoredEnrollmentToken token, Instant now) {
    var agent = token.agentName();
    var again = "keyferry tokens create " + agent + (token.keeps().isEmpty() ? "" : " --re-enroll");
    var sentence =
        token.expires().isAfter(now)
            ? "the enrollment token of host "
                + agent
                + " expires at "
                + token.expires()
                + ", and nobody has used it: enroll the host"
            : "the enrollment token of host "
                + agent
                + " expired at "
                + token.expires()
                + ", and nobody had used it: "
                + again
                + " makes another; keyferry tokens withdraw "
                + token.id()
                + " if the host is not to come";
    return new Condition(Condition.Kind.TOKEN_EXPIRING, agent.value(), soonOver(token), sentence);
  }
}
