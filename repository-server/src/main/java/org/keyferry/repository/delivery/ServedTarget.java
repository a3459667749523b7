package org.keyferry.repository.delivery;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.SerialNumber;

/// What an agent last said of one of its targets.
///
/// @param certificate name of the certificate that the target asks for; it may be one that the
///   repository does not know
/// @param installed version on disk
/// @param installedSerial of the leaf on disk
/// @param servedSerial of the leaf that the server really presented
/// @param detail a sentence for people
/// @param reportedAt when it was last said
/// @param since when it was first said: state and serial numbers are the same from then on
public record ServedTarget(
    AgentId agent,
    DisplayName target,
    DisplayName certificate,
    Optional<Version> installed,
    Optional<SerialNumber> installedSerial,
    Optional<SerialNumber> servedSerial,
    State state,
    Optional<String> detail,
    Instant reportedAt,
    Instant since) {

  public Key key() {
    return new Key(agent, target);
  }

  /// As before, or changed just now.
  ServedTarget following(ServedTarget last) {
    var unchanged =
        state == last.state
            && installed.equals(last.installed)
            && installedSerial.equals(last.installedSerial)
            && servedSerial.equals(last.servedSerial);
    return unchanged ? since(last.since) : this;
  }

  private ServedTarget since(Instant earlier) {
    return new ServedTarget(
        agent,
        target,
        certificate,
        installed,
        installedSerial,
        servedSerial,
        state,
        detail,
        reportedAt,
        earlier);
  }

  /// What a target is found by, in the order of lists.
  public record Key(AgentId agent, DisplayName target) {}

  /// How the last round ended for the target.
  public enum State {
    /// The server presents what is on disk.
    SERVED,
    /// It is on disk; nobody asked the server.
    INSTALLED,
    /// The server did not take it; what was there before is back.
    ROLLED_BACK,
    /// Something else went wrong.
    FAILED,
    /// There is nothing to install yet.
    WAITING;

    /// @throws IllegalArgumentException naming the states there are
    public static State parse(String text) {
      for (var each : values()) {
        if (each.toString().equals(text)) {
          return each;
        }
      }
      throw new IllegalArgumentException(
          "not one of served, installed, rolled-back, failed, waiting");
    }

    /// As JSON writes it.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
