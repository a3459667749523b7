package org.keyferry.repository.renewal;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.issuance.AcmeAuthority;
import org.keyferry.repository.issuance.AcmeFailure;
import org.keyferry.repository.issuance.CircuitBreaker;
import org.keyferry.repository.renewal.RenewalWindowDesk.Inquiry;

/// Asks CAs when they want their certificates renewed (RFC 9773 §4), each certificate as often as
/// its CA says.
@ApplicationScoped
public class RenewalInquiry {

  private static final Logger LOG = Logger.getLogger(RenewalInquiry.class);
  private static final int AT_ONCE = 50;
  private static final int MOST_ROUNDS = 20;

  private final RenewalWindowDesk desk;
  private final AcmeAuthority acme;
  private final CircuitBreaker breaker;

  RenewalInquiry(RenewalWindowDesk desk, AcmeAuthority acme, CircuitBreaker breaker) {
    this.desk = desk;
    this.acme = acme;
    this.breaker = breaker;
  }

  /// Asks about what is due, a thousand certificates at most; a CA in trouble is asked once, and
  /// one that is down is left to the order that finds out.
  public void inquire() {
    var troubled = new HashSet<DisplayName>();
    for (var round = 0; round < MOST_ROUNDS; round++) {
      var due = desk.due(AT_ONCE);
      due.forEach(each -> inquire(each, troubled));
      if (due.isEmpty()) {
        return;
      }
    }
  }

  private void inquire(Inquiry inquiry, Set<DisplayName> troubled) {
    var ca = inquiry.ca();
    if (troubled.contains(ca.name()) || !breaker.isClosed(ca.name())) {
      desk.noteFailure(inquiry, Optional.empty());
      return;
    }
    try {
      acme.renewalInformation(ca, inquiry.version().chain().leaf())
          .ifPresentOrElse(said -> desk.note(inquiry, said), () -> desk.noteNothing(inquiry));
    } catch (AcmeFailure.Refused refusal) { // of this certificate
      LOG.infof("no renewal information ca=%s reason=\"%s\"", ca.name(), refusal.getMessage());
      desk.noteNothing(inquiry);
    } catch (AcmeFailure.Unavailable trouble) {
      LOG.infof("no renewal information ca=%s reason=\"%s\"", ca.name(), trouble.getMessage());
      troubled.add(ca.name());
      desk.noteFailure(inquiry, trouble.retryAfter());
    } catch (AcmeFailure.Paused paused) {
      troubled.add(ca.name());
      desk.noteFailure(inquiry, Optional.of(paused.until()));
    } catch (RuntimeException fault) { // the outermost loop: one certificate does not stop others
      LOG.errorf(fault, "renewal information met a fault certificate=%s", inquiry.certificate());
      desk.noteFailure(inquiry, Optional.empty());
    }
  }
}
