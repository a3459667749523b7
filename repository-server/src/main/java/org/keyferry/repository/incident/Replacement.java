package org.keyferry.repository.incident;

import java.time.Instant;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.issuance.OrderId;

/// One certificate of an incident, from the version that must go to the one that all hosts serve.
///
/// ```
/// Waiting -> Ordered -> Issued -> Served -> Revoked
///    ^  \________\_________\__________\--> Failed
///    |                                       |
///    +---------------------------------------+
/// ```
///
/// In a rehearsal it ends as `Rehearsed` after `Ordered`. A state has methods only for the
/// transitions that leave it, so an illegal one does not compile.
public sealed interface Replacement {

  Subject subject();

  /// What is to be replaced.
  ///
  /// @param version that must go
  /// @param wave from 1
  record Subject(CertificateId certificate, Version version, SerialNumber serial, int wave) {}

  /// Its wave has not begun, or it is to be tried again.
  record Waiting(Subject subject) implements Replacement {

    public Ordered ordered(OrderId order, Instant at) {
      return new Ordered(subject, order, at);
    }

    /// Somebody was faster: there is a newer version already.
    public Issued overtaken(Version by, Instant at) {
      return new Issued(subject, by, at);
    }

    public Failed failed(String reason) {
      return new Failed(subject, reason);
    }
  }

  /// A newer version is on order.
  ///
  /// @param begun when
  record Ordered(Subject subject, OrderId order, Instant begun) implements Replacement {

    /// The order came to nothing, and another one is under way.
    public Ordered following(OrderId next) {
      return new Ordered(subject, next, begun);
    }

    /// Its turn at the CA has not come: its patience begins anew.
    public Ordered heldUp(OrderId next, Instant at) {
      return new Ordered(subject, next, at);
    }

    public Issued issued(Version version) {
      return new Issued(subject, version, begun);
    }

    public Rehearsed rehearsed() {
      return new Rehearsed(subject);
    }

    public Failed failed(String reason) {
      return new Failed(subject, reason);
    }
  }

  /// A newer version is published; hosts are to fetch and serve it.
  ///
  /// @param begun when it was ordered
  record Issued(Subject subject, Version by, Instant begun) implements Replacement {

    public Served served() {
      return new Served(subject, by);
    }

    public Failed failed(String reason) {
      return new Failed(subject, reason);
    }
  }

  /// Every target of every host with a grant serves the newest version, by its own report.
  record Served(Subject subject, Version by) implements Replacement {

    public Revoked revoked() {
      return new Revoked(subject, by);
    }

    public Failed failed(String reason) {
      return new Failed(subject, reason);
    }
  }

  /// Served, and what was there before is revoked.
  record Revoked(Subject subject, Version by) implements Replacement {}

  /// The staging CA would issue it.
  record Rehearsed(Subject subject) implements Replacement {}

  /// It needs a person.
  ///
  /// @param reason in words a person can act on
  record Failed(Subject subject, String reason) implements Replacement {

    public Waiting again() {
      return new Waiting(subject);
    }
  }
}
