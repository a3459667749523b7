package org.keyferry.repository.audit;

import java.util.Optional;
import java.util.regex.Pattern;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Printable;

/// Who did it: `officer:<name>`, `agent:<id>`, or `repository` for what it does by itself.
public record Actor(String value) {

  private static final Pattern SYNTAX =
      Pattern.compile("repository|officer:[A-Za-z0-9._-]{1,63}|agent:[0-9a-f-]{36}");
  private static final String AGENT = "agent:";
  private static final Actor REPOSITORY = new Actor("repository");

  public Actor {
    if (!SYNTAX.matcher(value).matches()) {
      throw new IllegalArgumentException("not an actor: " + Printable.of(value));
    }
  }

  public static Actor officer(DisplayName name) {
    return new Actor("officer:" + name);
  }

  public static Actor agent(AgentId id) {
    return new Actor(AGENT + id);
  }

  public static Actor repository() {
    return REPOSITORY;
  }

  /// The agent, if it was one.
  public Optional<AgentId> asAgent() {
    return value.startsWith(AGENT)
        ? Optional.of(AgentId.parse(value.substring(AGENT.length())))
        : Optional.empty();
  }

  /// What people call it: the officer's name, the agent's id, or `repository`.
  public String shortName() {
    return value.substring(value.indexOf(':') + 1);
  }

  @Override
  public String toString() {
    return value;
  }
}
