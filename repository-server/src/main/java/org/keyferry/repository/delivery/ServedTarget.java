package org.keyferry.repository.delivery;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.SerialNumber;

/// What an agent last said of one of its targets.
///
/// @param kind of the target, as the agent calls it
/// @param certificateId of the certificate, if the host has learned it
/// @param certificate name of the certificate that the target asks for; it may be one that the
///   repository does not know
/// @param installed version on disk
/// @param installedSerial of the leaf on disk
/// @param installedNotAfter when the leaf on disk expires
/// @param servedSerial of the leaf that every listener really presented
/// @param listeners in the order in which the host admin declared them
/// @param stage of the install that the target stands or failed at
/// @param detail a sentence for people
/// @param reportedAt when it was last said
/// @param since when it was first said: state and serial numbers are the same from then on
public record ServedTarget(
    AgentId agent,
    DisplayName target,
    DisplayName kind,
    Optional<CertificateId> certificateId,
    DisplayName certificate,
    Optional<Version> installed,
    Optional<SerialNumber> installedSerial,
    Optional<Instant> installedNotAfter,
    Optional<SerialNumber> servedSerial,
    List<ServedListener> listeners,
    State state,
    Optional<Stage> stage,
    Optional<String> detail,
    Instant reportedAt,
    Instant since) {

  public ServedTarget {
    listeners = List.copyOf(listeners);
  }

  public Key key() {
    return new Key(agent, target);
  }

  /// When the first of what is served expires; where nobody looks, what is on disk.
  public Optional<Instant> earliestExpiry() {
    return listeners.isEmpty()
        ? installedNotAfter
        : listeners.stream()
            .flatMap(each -> each.servedNotAfter().stream())
            .min(Comparator.naturalOrder());
  }

  /// What is as it was keeps its date; the rest changed just now.
  ServedTarget following(ServedTarget last) {
    var unchanged =
        state == last.state
            && certificate.equals(last.certificate)
            && installed.equals(last.installed)
            && installedSerial.equals(last.installedSerial)
            && servedSerial.equals(last.servedSerial);
    return new ServedTarget(
        agent,
        target,
        kind,
        certificateId,
        certificate,
        installed,
        installedSerial,
        installedNotAfter,
        servedSerial,
        listeners.stream().map(each -> following(each, last.listeners)).toList(),
        state,
        stage,
        detail,
        reportedAt,
        unchanged ? last.since : since);
  }

  private static ServedListener following(ServedListener listener, List<ServedListener> last) {
    return last.stream()
        .filter(listener::isThatOf)
        .findFirst()
        .map(listener::following)
        .orElse(listener);
  }

  /// What a target is found by, in the order of lists.
  public record Key(AgentId agent, DisplayName target) {}

  /// How the last round ended for the target.
  public enum State {
    /// Every listener presents what is on disk.
    SERVED,
    /// It is on disk; nobody asked the server, or it did not answer.
    INSTALLED,
    /// It is on disk; a listener still presents another certificate.
    STALE,
    /// There is something to install, and the target's window is not open.
    HELD,
    /// The server did not take it; what was there before is back.
    ROLLED_BACK,
    /// Something else went wrong.
    FAILED,
    /// There is nothing to install yet.
    WAITING;

    /// @throws IllegalArgumentException naming the states there are
    public static State parse(String text) {
      return parseOneOf(values(), text);
    }

    /// As JSON writes it.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// A step of an install, in order.
  public enum Stage {
    PLAN,
    STAGE,
    CHECK,
    SWITCH,
    VALIDATE,
    RELOAD,
    PROBE,
    REPORT;

    /// @throws IllegalArgumentException naming the stages there are
    public static Stage parse(String text) {
      return parseOneOf(values(), text);
    }

    /// As JSON writes it.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static <E extends Enum<E>> E parseOneOf(E[] values, String text) {
    return Arrays.stream(values)
        .filter(each -> each.toString().equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "not one of " + Arrays.stream(values).map(Enum::toString).collect(joining(", "))));
  }
}
