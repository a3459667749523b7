package org.keyferry.repository.incident;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.EnumSet;
import org.jboss.logging.Logger;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.repository.issuance.OrderId;

/// Takes each incident that is under way one step on: looks at what was begun, then decides, then
/// begins what may begin.
///
/// Each thing is noted in a transaction of its own. If it dies in between, the next tick sees what
/// was done and goes on from there.
@ApplicationScoped
public class IncidentWorker {

  private static final Logger LOG = Logger.getLogger(IncidentWorker.class);
  private static final int MOST_LOOKED_AT = 2_000;
  private static final int PAGE = 500;

  private final Incidents incidents;
  private final IncidentEngine engine;
  private final IncidentBook book;
  private final Coverages coverages;
  private final OrderBudgets budgets;
  private final IncidentConfig config;

  public IncidentWorker(
      Incidents incidents,
      IncidentEngine engine,
      IncidentBook book,
      Coverages coverages,
      OrderBudgets budgets,
      IncidentConfig config) {
    this.incidents = incidents;
    this.engine = engine;
    this.book = book;
    this.coverages = coverages;
    this.budgets = budgets;
    this.config = config;
  }

  /// To be called every tick.
  public void work() {
    for (var name : incidents.underWay()) {
      try {
        work(name);
      } catch (RuntimeException fault) { // the outermost loop: one incident does not stop others
        LOG.errorf(fault, "incident met a fault incident=%s", name);
      }
    }
  }

  void work(DisplayName name) {
    var found = incidents.named(name);
    if (found.isEmpty()) {
      return;
    }
    watch(found.get());
    if (found.get().incident() instanceof Incident.Running running) {
      var next = engine.decide(running, incidents.tallies(name));
      if (!next.equals(running) && !book.enter(found.get(), next)) {
        return; // an officer was faster
      }
      if (next instanceof Incident.Running going) {
        begin(name, going, budgetFor(name, going));
      }
    }
  }

  /// Notes how those fare that were begun, also while the incident is paused.
  private void watch(StoredIncident found) {
    var terms = found.incident().plan().terms();
    var states = EnumSet.of(ReplacementState.ORDERED, ReplacementState.ISSUED);
    if (terms.revoke().isPresent()) {
      states.add(ReplacementState.SERVED);
    }
    var begun =
        incidents.certificates(
            found.incident().plan().name(), states, Integer.MAX_VALUE, Integer.MAX_VALUE);
    var served = coverages.of(IncidentEngine.issued(begun).toList());
    for (var each : begun) {
      var certificate = each.replacement().subject().certificate();
      var coverage = served.getOrDefault(certificate, Coverage.NOBODY);
      var next = engine.look(terms, each.replacement(), coverage);
      if (next.isPresent()) {
        if (book.note(each, next.get()) && next.get() instanceof Replacement.Served fresh) {
          revokeAnew(fresh, terms);
        }
      } else if (each.replacement() instanceof Replacement.Served waiting) {
        requestRevocation(each, waiting, terms);
      }
    }
  }

  /// Whatever came of a revocation that was asked for before: it was refused, or taken back.
  private void revokeAnew(Replacement.Served served, Terms terms) {
    if (terms.revoke().isPresent()) {
      try {
        book.requestRevocation(served, terms.revoke().get());
      } catch (ProblemException refusal) { // the next look says why
        LOG.infof(
            "revocation not asked for certificate=%s reason=\"%s\"",
            served.subject().certificate(), refusal.getMessage());
      }
    }
  }

  private void requestRevocation(StoredReplacement found, Replacement.Served served, Terms terms) {
    try {
      book.requestRevocation(served, terms.revoke().orElseThrow());
    } catch (ProblemException refusal) {
      book.note(found, served.failed("not revoked: " + refusal.getMessage()));
    }
  }

  /// What the limits of the CAs leave beside the orders that were begun and are not placed yet.
  private OrderBudgets.Budget budgetFor(DisplayName name, Incident.Running running) {
    var ordered = EnumSet.of(ReplacementState.ORDERED);
    var begun = new ArrayList<OrderId>();
    for (var each : incidents.certificates(name, ordered, running.wave(), Integer.MAX_VALUE)) {
      if (each.replacement() instanceof Replacement.Ordered ahead) {
        begun.add(ahead.order());
      }
    }
    return budgets.open(running.plan().terms(), begun);
  }

  /// What would have to wait for a limit of its CA is not begun: so its patience does not run out
  /// meanwhile. Those behind it may be for another CA.
  private void begin(DisplayName name, Incident.Running running, OrderBudgets.Budget budget) {
    var waiting =
        incidents.certificates(
            name, EnumSet.of(ReplacementState.WAITING), running.wave(), MOST_LOOKED_AT);
    var left = config.ordersPerTick();
    for (var from = 0; from < waiting.size() && left > 0; from += PAGE) {
      var page = waiting.subList(from, Math.min(from + PAGE, waiting.size()));
      var going = budget.affords(page.stream().map(IncidentWorker::subjectOf).toList(), left);
      for (var each : page) {
        if (going.contains(subjectOf(each).certificate())
            && each.replacement() instanceof Replacement.Waiting first
            && !begin(each, first)) {
          return; // an officer paused it, or another node is at work
        }
      }
      left -= going.size();
    }
  }

  private static Replacement.Subject subjectOf(StoredReplacement found) {
    return found.replacement().subject();
  }

  private boolean begin(StoredReplacement found, Replacement.Waiting waiting) {
    try {
      return book.begin(found, waiting);
    } catch (ProblemException refusal) {
      return book.note(found, waiting.failed("not ordered: " + refusal.getMessage()));
    }
  }
}
