package org.keyferry.repository.incident;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.agent.Agents;
import org.keyferry.repository.audit.Caller;
import org.keyferry.repository.certificate.CertificateAuthorities;
import org.keyferry.repository.certificate.Policies;
import org.keyferry.repository.certificate.Policy;

/// What officers do with incidents.
@ApplicationScoped
@Transactional
public class IncidentDesk {

  private final Incidents incidents;
  private final IncidentBook book;
  private final Candidates candidates;
  private final Coverages coverages;
  private final OrderBudgets budgets;
  private final CertificateAuthorities authorities;
  private final Policies policies;
  private final Agents agents;
  private final Caller caller;
  private final InstantSource clock;

  public IncidentDesk(
      Incidents incidents,
      IncidentBook book,
      Candidates candidates,
      Coverages coverages,
      OrderBudgets budgets,
      CertificateAuthorities authorities,
      Policies policies,
      Agents agents,
      Caller caller,
      InstantSource clock) {
    this.incidents = incidents;
    this.book = book;
    this.candidates = candidates;
    this.coverages = coverages;
    this.budgets = budgets;
    this.authorities = authorities;
    this.policies = policies;
    this.agents = agents;
    this.caller = caller;
    this.clock = clock;
  }

  /// Writes down what is going to be done; nothing is done. All is reckoned before a transaction
  /// begins: with thousands of certificates that takes its time.
  ///
  /// @throws ProblemException REFERENCE_UNKNOWN; NAME_TAKEN; VALUE_REJECTED if no certificate meets
  ///   the selection
  @Transactional(Transactional.TxType.NOT_SUPPORTED)
  public StoredIncident plan(DisplayName name, Selection selection, Terms terms) {
    requireKnown(selection, terms);
    var found = candidates.meeting(selection);
    if (found.isEmpty()) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED, "selection", "no certificate meets it: " + selection);
    }
    var waves = Waves.of(found, terms);
    var incident = new Incident.Planned(new Plan(name, selection, terms, waves.size()));
    var forecast = forecast(selection, terms, found);
    if (!book.plan(incident, forecast, waitingIn(waves), caller.actor())) {
      throw ProblemException.at(
          ProblemType.NAME_TAKEN, "name", "another incident has the name " + name);
    }
    return find(name);
  }

  /// @throws ProblemException NOT_FOUND; STATE_CONFLICT unless it is planned
  public StoredIncident run(DisplayName name) {
    var found = held(name);
    if (!(found.incident() instanceof Incident.Planned planned)) {
      throw refusal(found, "run");
    }
    return moved(found, planned.run());
  }

  /// Nothing new is begun from now on.
  ///
  /// @throws ProblemException NOT_FOUND; STATE_CONFLICT unless it is running
  public StoredIncident pause(DisplayName name) {
    var found = held(name);
    if (!(found.incident() instanceof Incident.Running running)) {
      throw refusal(found, "pause");
    }
    return moved(found, running.pause("officer " + caller.actor().shortName() + " paused it"));
  }

  /// What failed is tried again.
  ///
  /// @param stopOnError how many of a hundred may fail from now on; empty: as before
  /// @throws ProblemException NOT_FOUND; STATE_CONFLICT unless it is paused
  public StoredIncident resume(DisplayName name, Optional<Integer> stopOnError) {
    var found = held(name);
    if (!(found.incident() instanceof Incident.Paused paused)) {
      throw refusal(found, "resume");
    }
    var now = clock.instant();
    var failed = EnumSet.of(ReplacementState.FAILED);
    for (var each : incidents.certificates(name, failed, paused.wave(), Integer.MAX_VALUE)) {
      if (each.replacement() instanceof Replacement.Failed failure) {
        incidents.replace(each, failure.again(), now);
      }
    }
    return moved(found, paused.resume(stopOnError));
  }

  /// For good. Orders that were placed go on by themselves.
  ///
  /// @throws ProblemException NOT_FOUND; STATE_CONFLICT if it has ended
  public StoredIncident abort(DisplayName name) {
    var found = held(name);
    return switch (found.incident()) {
      case Incident.Planned planned -> moved(found, planned.abort());
      case Incident.Running running -> moved(found, running.abort());
      case Incident.Paused paused -> moved(found, paused.abort());
      case Incident.Done _, Incident.Aborted _ -> throw refusal(found, "abort");
    };
  }

  /// @throws ProblemException NOT_FOUND
  public StoredIncident find(DisplayName name) {
    return incidents
        .named(name)
        .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "no incident " + name));
  }

  public List<StoredIncident> page(Optional<DisplayName> after, int limit) {
    return incidents.page(after, limit);
  }

  /// How the certificates of each wave stand.
  public Map<Integer, Tally> tallies(DisplayName name) {
    return new TreeMap<>(incidents.tallies(name));
  }

  /// @throws ProblemException NOT_FOUND
  public List<StoredReplacement> certificates(
      DisplayName name, Optional<DisplayName> after, int limit) {
    find(name);
    return incidents.certificates(name, after, limit);
  }

  /// @throws ProblemException NOT_FOUND
  public List<Transition> transitions(DisplayName name, long after, int limit) {
    find(name);
    return incidents.transitions(name, after, limit);
  }

  /// All that is written down of an incident, at one moment.
  ///
  /// @throws ProblemException NOT_FOUND
  public IncidentReport report(DisplayName name) {
    return new IncidentReport(
        find(name),
        tallies(name),
        incidents.certificates(name, Optional.empty(), Integer.MAX_VALUE),
        incidents.transitions(name, 0, Integer.MAX_VALUE),
        clock.instant());
  }

  private StoredIncident moved(StoredIncident found, Incident next) {
    if (!book.enter(found, next, caller.actor())) {
      throw new IllegalStateException("it was held, and somebody moved it");
    }
    return find(next.plan().name());
  }

  private static ProblemException refusal(StoredIncident found, String what) {
    return new ProblemException(
        ProblemType.STATE_CONFLICT,
        "incident "
            + found.incident().plan().name()
            + " is "
            + IncidentState.of(found.incident())
            + ": that cannot "
            + what);
  }

  private StoredIncident held(DisplayName name) {
    return incidents
        .held(name)
        .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "no incident " + name));
  }

  private void requireKnown(Selection selection, Terms terms) {
    selection
        .ca()
        .filter(ca -> authorities.named(ca).isEmpty())
        .ifPresent(ca -> {
          throw unknown("selection.ca", "no CA " + ca);
        });
    selection
        .agent()
        .filter(agent -> agents.named(agent).isEmpty())
        .ifPresent(agent -> {
          throw unknown("selection.agent", "no agent " + agent);
        });
    terms
        .rehearsal()
        .filter(ca -> authorities.named(ca).isEmpty())
        .ifPresent(ca -> {
          throw unknown("rehearsal", "no CA " + ca);
        });
  }

  private static ProblemException unknown(String field, String detail) {
    return ProblemException.at(ProblemType.REFERENCE_UNKNOWN, field, detail);
  }

  private static List<Replacement.Waiting> waitingIn(List<List<Candidate>> waves) {
    var waiting = new ArrayList<Replacement.Waiting>();
    for (var wave = 0; wave < waves.size(); wave++) {
      for (var each : waves.get(wave)) {
        waiting.add(
            new Replacement.Waiting(
                new Replacement.Subject(
                    each.certificate(), each.version(), each.serial(), wave + 1)));
      }
    }
    return waiting;
  }

  private Forecast forecast(Selection selection, Terms terms, List<Candidate> found) {
    var targets =
        coverages.of(found.stream().map(Candidate::certificate).toList()).values().stream()
            .mapToLong(Coverage::targets)
            .sum();
    var hosts = found.stream().flatMap(each -> each.agents().stream()).distinct().count();
    return new Forecast(found.size(), (int) hosts, (int) targets, notesOn(selection, terms, found));
  }

  private List<String> notesOn(Selection selection, Terms terms, List<Candidate> found) {
    var notes = new ArrayList<String>();
    var byPolicy = found.stream().collect(groupingBy(Candidate::policy, TreeMap::new, counting()));
    var byAuthority = new TreeMap<DisplayName, Integer>();
    byPolicy.forEach((name, certificates) -> {
      var issuers = issuersOf(name);
      notes.add(
          certificates
              + " of policy "
              + name
              + " are ordered from "
              + String.join(", then ", issuers.stream().map(DisplayName::value).toList()));
      byAuthority.merge(issuers.getFirst(), certificates.intValue(), Integer::sum);
    });
    notes.addAll(budgets.sentencesOn(terms, found.stream().map(Candidate::certificate).toList()));
    selection
        .ca()
        .filter(byAuthority::containsKey)
        .ifPresent(ca ->
            notes.add(
                byAuthority.get(ca)
                    + " would be ordered from "
                    + ca
                    + " again: put another CA first in their policies if that is not wanted"));
    var alone = found.stream().filter(each -> each.agents().isEmpty()).count();
    if (alone > 0) {
      notes.add(alone + " have no grant: they are replaced, and no report can show it");
    }
    var missing =
        selection.serials().size()
            - found.stream().filter(each -> selection.serials().contains(each.serial())).count();
    if (missing > 0) {
      notes.add(
          missing
              + " of the serial numbers are no certificate's newest: not ours, or replaced already");
    }
    return notes;
  }

  private List<DisplayName> issuersOf(DisplayName policy) {
    return policies
        .named(policy)
        .map(Policy::issuers)
        .orElseThrow(() -> new IllegalStateException("certificates outlive their policy"))
        .stream()
        .map(Policy.Issuer::ca)
        .toList();
  }
}
