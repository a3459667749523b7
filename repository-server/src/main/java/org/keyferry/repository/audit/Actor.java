package org.keyferry.repository.audit;

import java.util.regex.Pattern;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Printable;

/// Who did it: `officer:<name>`, `agent:<id>`, or `repository` for what it does by itself.
public record Actor(String value) {

  private static final Pattern SYNTAX =
      Pattern.compile("repository|officer:[A-Za-z0-9._-]{1,63}|agent:[0-9a-f-]{36}");
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
    return new Actor("agent:" + id);
  }

  public static Actor repository() {
    return REPOSITORY;
  }

  @Override
  public String toString() {
    return value;
  }
}
