package org.keyferry.repository.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.DisplayName;

/// Events are fit for a record that people read, whatever came in from outside.
class AuditEventTest {

  private static final AgentId AGENT = new AgentId(new UUID(1, 2));

  @Test
  void controlCharactersAreShownAndNotObeyed() {
    var event =
        AuditEvent.of("order.invalid", Actor.repository(), "www\nforged entry")
            .with("detail", "\u001b[2J");

    assertThat(event.subject()).isEqualTo("www\\u000aforged entry");
    assertThat(event.fact("detail")).contains("\\u001b[2J");
  }

  @Test
  void whatWasMadePrintableStaysAsItIs() {
    var once = AuditEvent.of("order.invalid", Actor.repository(), "é\n" + "x".repeat(500));

    assertThat(AuditEvent.of("order.invalid", Actor.repository(), once.subject())).isEqualTo(once);
  }

  @Test
  void aKindIsADomainAndWhatHappened() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuditEvent.of("Grant added", Actor.repository(), "any"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuditEvent.of("grant", Actor.repository(), "any"));
  }

  @Test
  void anActorIsSomebodyWeKnow() {
    assertThat(Actor.officer(new DisplayName("alice")).value()).isEqualTo("officer:alice");
    assertThat(Actor.officer(new DisplayName("alice")).shortName()).isEqualTo("alice");
    assertThat(Actor.officer(new DisplayName("alice")).asAgent()).isEmpty();
    assertThat(Actor.agent(AGENT).asAgent()).contains(AGENT);
    assertThat(Actor.repository().shortName()).isEqualTo("repository");
    assertThatIllegalArgumentException().isThrownBy(() -> new Actor("root"));
  }
}
