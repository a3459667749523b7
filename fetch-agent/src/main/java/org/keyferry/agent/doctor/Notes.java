package org.keyferry.agent.doctor;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keyferry.agent.cycle.Target;
import org.keyferry.agent.cycle.Trouble;

/// Collects findings.
final class Notes {

  private final Optional<String> target;
  private final Host host;
  private final List<Check> checks = new ArrayList<>();

  private Notes(Optional<String> target, Host host) {
    this.target = target;
    this.host = host;
  }

  static Notes by(Host host) {
    return new Notes(Optional.empty(), host);
  }

  static Notes on(Target target, Host host) {
    return new Notes(Optional.of(target.name().toString()), host);
  }

  void ok(Subject subject, String finding) {
    add(subject, Verdict.OK, finding, Optional.empty());
  }

  void warning(Subject subject, String finding, String fix) {
    add(subject, Verdict.WARNING, finding, Optional.of(fix));
  }

  void failed(Subject subject, String finding, String fix) {
    add(subject, Verdict.FAILED, finding, Optional.of(fix));
  }

  void skipped(Subject subject, String reason) {
    add(subject, Verdict.SKIPPED, reason, Optional.empty());
  }

  /// What this user may not see is nobody's fault.
  void unreadable(Subject subject, IOException failure, String fix) {
    if (failure instanceof AccessDeniedException && !host.isRoot()) {
      skipped(subject, Trouble.sentenceOf(failure) + " (" + host.user() + "); run this as root");
    } else {
      failed(subject, Trouble.sentenceOf(failure), fix);
    }
  }

  void add(Notes others) {
    checks.addAll(others.checks);
  }

  List<Check> checks() {
    return List.copyOf(checks);
  }

  private void add(Subject subject, Verdict verdict, String finding, Optional<String> fix) {
    checks.add(new Check(subject, target, verdict, finding, fix));
  }
}
