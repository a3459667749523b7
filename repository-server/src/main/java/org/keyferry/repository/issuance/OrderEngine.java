package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.keyferry.custody.CustodyFailure;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.IpAddress;
import org.keyferry.repository.certificate.CertificateAuthorities;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.certificate.Provability;
import org.keyferry.repository.issuance.AcmeAuthority.Authorization;
import org.keyferry.repository.issuance.AcmeAuthority.Challenge;

/// Moves an order by one step.
///
/// Stateless: the order says where it is, so the engine can stop between any two steps and go on
/// after a restart, on another node. Each step first looks where the order is at the CA; a step
/// that was taken and not noted down is not taken twice.
@ApplicationScoped
public class OrderEngine {

  private final CertificateAuthorities authorities;
  private final OrderKeys keys;
  private final AcmeAuthority acme;
  private final ChallengeResponder responder;
  private final PreCheck preCheck;
  private final Standings standings;
  private final FailOver failOver;
  private final LongPauses pauses;
  private final ChainInspection inspection;
  private final CaClocks clocks;
  private final Patience patience;
  private final InstantSource clock;

  public OrderEngine(
      CertificateAuthorities authorities,
      OrderKeys keys,
      AcmeAuthority acme,
      ChallengeResponder responder,
      PreCheck preCheck,
      Standings standings,
      FailOver failOver,
      LongPauses pauses,
      ChainInspection inspection,
      CaClocks clocks,
      Patience patience,
      InstantSource clock) {
    this.authorities = authorities;
    this.keys = keys;
    this.acme = acme;
    this.responder = responder;
    this.preCheck = preCheck;
    this.standings = standings;
    this.failOver = failOver;
    this.pauses = pauses;
    this.inspection = inspection;
    this.clocks = clocks;
    this.patience = patience;
    this.clock = clock;
  }

  public Step advance(Order order) {
    try {
      return switch (order) {
        case Order.Planned planned -> new Step.Moved(makeKey(planned));
        case Order.Keyed keyed -> placeIfAllowed(keyed);
        case Order.Pending pending -> authorize(pending);
        case Order.Ready ready ->
            switch (ready.spec().aim()) {
              case PUBLISH -> finish(ready);
              case REHEARSE -> new Step.Moved(ready.rehearsed());
            };
        case Order.Processing processing -> collect(processing);
        case Order.Valid _, Order.Invalid _, Order.Cancelled _, Order.Rehearsed _ ->
            new Step.Settled();
      };
    } catch (AcmeFailure.Refused refusal) {
      return refuse(order, sentence(refusal));
    } catch (AcmeFailure.Unavailable trouble) {
      return failed(order, trouble);
    } catch (AcmeFailure.Paused paused) {
      return paused(order, paused);
    } catch (CustodyFailure.TamperedRecord tampered) {
      return refuse(order, sentence(tampered));
    } catch (NameServerFailure | CustodyFailure trouble) {
      return new Step.Failed(sentence(trouble), Optional.empty());
    }
  }

  /// An order that the CA took is not tried for longer than it may take.
  private Step failed(Order order, AcmeFailure.Unavailable trouble) {
    return givenUp(order, trouble)
        .orElseGet(() -> new Step.Failed(sentence(trouble), trouble.retryAfter()));
  }

  /// Nothing was tried, so nothing failed. When its time ends before the pause does, the order
  /// does: another can go to another CA.
  private Step paused(Order order, AcmeFailure.Paused pause) {
    return order instanceof Order.Keyed keyed && pauses.isLong(pause.until())
        ? heldBy(keyed, pause)
        : givenUp(order, pause).orElseGet(() -> new Step.Waiting(pausedUntil(order, pause)));
  }

  /// A long pause is not waited for by a certificate that has not the time.
  private Step heldBy(Order.Keyed keyed, AcmeFailure.Paused pause) {
    var standing = standings.of(keyed.spec().certificate());
    var until = patience.soonAfter(clock.instant(), pause.until());
    return failOver.orWait(keyed, standing, until, sentence(pause));
  }

  private static Instant pausedUntil(Order order, AcmeFailure.Paused pause) {
    return order instanceof Order.Placed placed && placed.expires().isBefore(pause.until())
        ? placed.expires()
        : pause.until();
  }

  /// @return empty if there is time left
  private Optional<Step> givenUp(Order order, AcmeFailure trouble) {
    return order instanceof Order.Placed placed && !clock.instant().isBefore(placed.expires())
        ? Optional.of(
            new Step.Moved(
                placed.refused(
                    sentence(trouble)
                        + "; it was tried until "
                        + placed.expires()
                        + ", order again"
                        + clock(placed))))
        : Optional.empty();
  }

  Order.Keyed makeKey(Order.Planned planned) {
    return planned.withKey(keys.generate(planned.spec()));
  }

  /// What the challenge cannot show, or CAA forbids, is not asked for: another CA of the policy
  /// that CAA lets issue gets the order, and else the record may yet be mended.
  private Step placeIfAllowed(Order.Keyed keyed) {
    var challenge = keyed.spec().challenge();
    var unfit = keyed.spec().identifiers().stream().filter(each -> !challenge.isFor(each));
    var fault = unfit.map(each -> Provability.fault(each, challenge)).findFirst();
    if (fault.isPresent()) {
      return new Step.Moved(keyed.refused(fault.get() + ": change the policy"));
    }
    return switch (preCheck.beforeOrder(authority(keyed), keyed.spec())) {
      case Outlook.Clear _ -> new Step.Moved(place(keyed));
      case Outlook.Obstructed(var sentence) ->
          failOver
              .from(keyed, standings.of(keyed.spec().certificate()))
              .<Step>map(issuer -> new Step.Elsewhere(keyed.at(issuer), sentence))
              .orElseGet(() -> new Step.Failed(sentence, Optional.empty()));
    };
  }

  Order.Pending place(Order.Keyed keyed) {
    var now = clock.instant();
    var placement = acme.place(authority(keyed), keyed.spec(), now);
    return keyed.placedAt(
        placement.order(),
        patience.giveUpAt(now, placement.expires()),
        ValidityEngine.taken(placement));
  }

  Step authorize(Order.Pending pending) {
    var look = acme.look(authority(pending), pending.location());
    return switch (look.status()) {
      case READY, VALID -> new Step.Moved(pending.authorized());
      case PROCESSING -> movedTo(pending.authorized(), look.retryAfter());
      case INVALID -> new Step.Moved(pending.refused(whyNotAuthorized(pending, look)));
      case PENDING -> answerChallenges(pending, look.retryAfter());
    };
  }

  Step finish(Order.Ready ready) {
    var look = acme.look(authority(ready), ready.location());
    return switch (look.status()) {
      case READY -> movedTo(ready.finalized(), finalizeAtCa(ready));
      case PROCESSING -> movedTo(ready.finalized(), look.retryAfter());
      case VALID -> new Step.Moved(ready.finalized());
      case INVALID -> new Step.Moved(ready.refused(whyInvalid(look)));
      case PENDING -> waitFor(ready, look.retryAfter());
    };
  }

  Optional<Instant> finalizeAtCa(Order.Placed order) {
    var request = keys.requestFor(order.key(), order.spec().identifiers());
    return acme.finalizeOrder(authority(order), order.location(), request);
  }

  /// RFC 8555 §7.4: "Send a POST-as-GET request after the time given in the Retry-After header
  /// field of the response, if any."
  private Step movedTo(Order.Placed next, Optional<Instant> retryAfter) {
    return retryAfter.isPresent()
        ? new Step.Paced(next, nextLook(next, retryAfter))
        : new Step.Moved(next);
  }

  Step collect(Order.Processing processing) {
    var look = acme.look(authority(processing), processing.location());
    return switch (look.status()) {
      case VALID -> new Step.Moved(download(processing));
      case INVALID -> new Step.Moved(processing.refused(whyInvalid(look)));
      case READY -> waitFor(processing, finalizeAtCa(processing)); // the CA took it and went back
      case PENDING, PROCESSING -> waitFor(processing, look.retryAfter());
    };
  }

  Order download(Order.Processing processing) {
    var ca = authority(processing);
    var chain = acme.collect(ca, processing.location(), processing.spec().preferredChain());
    return switch (inspection.inspect(chain, processing.spec(), processing.key(), ca)) {
      case Verdict.Accepted _ -> processing.issued(chain);
      case Verdict.Refused refused ->
          processing.issuedWrongly(new Order.Rogue(chain, refused.fault()), refused.sentence());
    };
  }

  private Step answerChallenges(Order.Pending pending, Optional<Instant> retryAfter) {
    var type = pending.spec().challenge().toString();
    var ca = authority(pending);
    var proofs = new ArrayList<Proof>();
    var wanted = retryAfter;
    for (var authorization : acme.authorizations(ca, pending.location(), type)) {
      switch (authorization.status()) {
        case VALID -> {} // RFC 8555 §7.1.4: shown before
        case INVALID, READY, PROCESSING -> {
          return new Step.Moved(pending.refused(whyNotAuthorized(authorization)));
        }
        case PENDING -> {
          if (!isOrdered(authorization.name(), pending.spec())) {
            return new Step.Moved(pending.refused(whyForeign(pending, authorization)));
          }
          wanted = later(wanted, authorization.retryAfter());
          if (authorization.challenge().isEmpty()
              || !pending.spec().challenge().isFor(authorization.name())) {
            return new Step.Moved(pending.refused(whyNoChallenge(pending, authorization)));
          }
          if (!authorization.challenge().get().isAnnounced()) {
            proofs.add(proofOf(authorization.challenge().get(), authorization.name(), pending));
          }
        }
      }
    }
    return answer(pending, ca, proofs, wanted);
  }

  /// Names are validated without `*.` (RFC 8555 §7.1.3).
  private static boolean isOrdered(Identifier name, CertificateSpec spec) {
    return spec.identifiers().stream().anyMatch(each -> validated(each).equals(name));
  }

  private static Identifier validated(Identifier ordered) {
    return switch (ordered) {
      case DnsName name -> name.base();
      case IpAddress address -> address;
    };
  }

  private static String whyForeign(Order.Pending pending, Authorization authorization) {
    return "the CA "
        + pending.spec().ca()
        + " wants to validate "
        + authorization.name()
        + ", which was not ordered";
  }

  private static Proof proofOf(Challenge challenge, Identifier name, Order.Pending pending) {
    return new Proof(
        challenge,
        new ChallengeAnswer(
            challenge.url(),
            pending.id(),
            pending.spec().challenge(),
            name,
            challenge.token(),
            challenge.keyAuthorization()));
  }

  /// All answers are put, and all can be seen, before the CA is told of the first.
  private Step answer(
      Order.Pending pending,
      CertificateAuthority ca,
      List<Proof> proofs,
      Optional<Instant> retryAfter) {
    proofs.forEach(each -> responder.put(each.answer()));
    var unheard = proofs.stream().filter(each -> !responder.isAnnounced(each.answer())).toList();
    for (var each : unheard) {
      if (outlook(pending, ca, each) instanceof Outlook.Obstructed(var sentence)) {
        return obstructed(pending, sentence);
      }
    }
    unheard.forEach(each -> announce(ca, each.challenge().url()));
    return waitFor(pending, retryAfter);
  }

  private Outlook outlook(Order.Pending pending, CertificateAuthority ca, Proof proof) {
    return switch (proof.answer().type()) {
      case HTTP_01, DNS_01, TLS_ALPN_01 -> preCheck.beforeChallenge(proof.answer());
      case DNS_PERSIST_01 ->
          preCheck.beforePersistence(
              ca, pending.spec(), proof.answer().dnsName(), proof.challenge().issuers());
    };
  }

  private Step obstructed(Order.Pending pending, String sentence) {
    return clock.instant().isBefore(pending.expires())
        ? new Step.Failed(sentence, Optional.empty())
        : new Step.Moved(
            pending.refused(
                "the CA " + pending.spec().ca() + " waited in vain for the answers: " + sentence));
  }

  void announce(CertificateAuthority ca, URI challenge) {
    acme.announce(ca, challenge);
    responder.announced(challenge);
  }

  private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
    return Stream.concat(one.stream(), other.stream()).max(Comparator.naturalOrder());
  }

  /// A CA that wants a long time is not asked before that, also not when the time of the order ends
  /// sooner: the look is refused then ([AcmeFailure.Paused]), and the order given up.
  private Step waitFor(Order.Placed order, Optional<Instant> retryAfter) {
    var now = clock.instant();
    if (!now.isBefore(order.expires())) {
      return new Step.Moved(
          order.refused(
              "the CA "
                  + order.spec().ca()
                  + " did not settle the order by "
                  + order.expires()
                  + "; a new order is the way on"
                  + clock(order)));
    }
    return new Step.Waiting(nextLook(order, retryAfter));
  }

  /// A clock that is ahead ends every order before its time.
  private String clock(Order.Placed order) {
    return clocks.disagreement(order.spec().ca()).map(sentence -> "; " + sentence).orElse("");
  }

  private Instant nextLook(Order.Placed order, Optional<Instant> retryAfter) {
    var until = patience.pollAt(clock.instant(), retryAfter);
    var isShort = retryAfter.isPresent() && !pauses.isLong(until);
    return isShort || until.isBefore(order.expires()) ? until : order.expires();
  }

  private String whyNotAuthorized(Order.Pending pending, AcmeAuthority.Look look) {
    var type = pending.spec().challenge().toString();
    return acme.authorizations(authority(pending), pending.location(), type).stream()
        .filter(each -> each.status() == AcmeAuthority.Status.INVALID)
        .findFirst()
        .map(OrderEngine::whyNotAuthorized)
        .orElseGet(() -> whyInvalid(look));
  }

  private static String whyNotAuthorized(Authorization authorization) {
    return "the CA did not authorize "
        + authorization.name()
        + ": "
        + authorization.error().orElse("it gave no reason");
  }

  private static String whyNoChallenge(Order.Pending pending, Authorization authorization) {
    return "the CA does not offer "
        + pending.spec().challenge()
        + " for "
        + authorization.name()
        + ", only "
        + String.join(", ", authorization.offered())
        + ": change the policy";
  }

  private static String whyInvalid(AcmeAuthority.Look look) {
    return "the CA declared the order invalid: " + look.error().orElse("it gave no reason");
  }

  private static Step refuse(Order order, String reason) {
    return switch (order) {
      case Order.Keyed keyed -> new Step.Moved(keyed.refused(reason));
      case Order.Placed placed -> new Step.Moved(placed.refused(reason));
      case Order.Planned _, Order.Valid _, Order.Invalid _, Order.Cancelled _, Order.Rehearsed _ ->
          throw new IllegalStateException("there was nothing to refuse in order " + order.id());
    };
  }

  private CertificateAuthority authority(Order order) {
    return authority(order.spec().ca());
  }

  private CertificateAuthority authority(DisplayName name) {
    return authorities.named(name).orElseThrow(() -> removed(name));
  }

  /// It went while the order was being placed: there is nobody left to wait for.
  private static AcmeFailure removed(DisplayName name) {
    var fault = "the CA " + name + " was removed: order again";
    return new AcmeFailure.Refused(fault, new IllegalStateException(fault));
  }

  private static String sentence(RuntimeException failure) {
    return String.valueOf(failure.getMessage());
  }

  /// What the CA asks for one name, and what it is to find.
  private record Proof(Challenge challenge, ChallengeAnswer answer) {}
}
