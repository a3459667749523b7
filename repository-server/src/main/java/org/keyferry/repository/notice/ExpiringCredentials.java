package org.keyferry.repository.notice;

import static java.util.stream.Collectors.groupingBy;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.keyferry.repository.agent.Agent;
import org.keyferry.repository.approval.Officer;
import org.keyferry.repository.approval.OfficerDesk;

/// Officers and agents that the repository will soon not know any more.
@ApplicationScoped
class ExpiringCredentials implements ConditionSource {

  private final OfficerDesk officers;
  private final Fleet fleet;
  private final NoticeConfig config;

  ExpiringCredentials(OfficerDesk officers, Fleet fleet, NoticeConfig config) {
    this.officers = officers;
    this.fleet = fleet;
    this.config = config;
  }

  @Override
  public List<Condition> find(Instant now) {
    return Stream.concat(officers(now), agents(now)).toList();
  }

  /// Of the certificates of one officer, the one that lasts longest counts.
  private Stream<Condition> officers(Instant now) {
    return officers.all().stream()
        .filter(each -> each.state() == Officer.State.ACTIVE && each.expires().isAfter(now))
        .collect(groupingBy(Officer::name))
        .values()
        .stream()
        .map(each -> each.stream().max(Comparator.comparing(Officer::expires)).orElseThrow())
        .filter(each -> each.expires().minus(config.officerExpiry()).isBefore(now))
        .map(this::expiring);
  }

  private Condition expiring(Officer officer) {
    return new Condition(
        Condition.Kind.OFFICER_EXPIRING,
        officer.name().value(),
        officer.expires().minus(config.officerExpiry()),
        "the certificate of officer "
            + officer.name()
            + " expires at "
            + officer.expires()
            + ": keyferry identity renew; after that, another officer has to add this one anew");
  }

  private Stream<Condition> agents(Instant now) {
    return fleet.agents().stream()
        .filter(each -> each.state() == Agent.State.ENROLLED)
        .filter(each -> each.identityExpires().minus(config.identityExpiry()).isBefore(now))
        .map(each -> each.identityExpires().isAfter(now) ? expiring(each) : expired(each));
  }

  private Condition expiring(Agent agent) {
    return conditionOf(
        agent,
        "the identity of agent "
            + agent.name()
            + " expires at "
            + agent.identityExpires()
            + ": it should have renewed it; keyferry-agent status on the host says why not");
  }

  private Condition expired(Agent agent) {
    return conditionOf(
        agent,
        "the identity of agent "
            + agent.name()
            + " expired at "
            + agent.identityExpires()
            + ": keyferry tokens create "
            + agent.name()
            + " --re-enroll, or keyferry agents revoke "
            + agent.name()
            + " if the host is gone");
  }

  private Condition conditionOf(Agent agent, String sentence) {
    return new Condition(
        Condition.Kind.IDENTITY_EXPIRING,
        agent.name().value(),
        agent.identityExpires().minus(config.identityExpiry()),
        sentence);
  }
}
