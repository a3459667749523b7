package org.keyferry.repository.delivery.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.keyferry.protocol.agent.Report;
import org.keyferry.protocol.agent.Report.TargetReport;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.audit.Caller;
import org.keyferry.repository.delivery.ReportDesk;
import org.keyferry.repository.delivery.ServedTarget;

/// Reports, from agents.
@Path("/v1/reports")
class ReportResource {

  private static final int MOST_TARGETS = 500;
  private static final int LONGEST_AGENT_VERSION = 100;

  private final ReportDesk desk;
  private final Caller caller;
  private final InstantSource clock;

  ReportResource(ReportDesk desk, Caller caller, InstantSource clock) {
    this.desk = desk;
    this.caller = caller;
    this.clock = clock;
  }

  @POST
  @RolesAllowed("agent")
  @RunOnVirtualThread
  public void take(Report report) {
    var agent = caller.actor().asAgent().orElseThrow();
    if (report.agentVersion().length() > LONGEST_AGENT_VERSION) {
      throw rejected("agentVersion", "it has at most " + LONGEST_AGENT_VERSION + " characters");
    }
    if (report.targets().size() > MOST_TARGETS) {
      throw rejected("targets", "a report has at most " + MOST_TARGETS + " targets");
    }
    desk.take(agent, targetsOf(agent, report));
  }

  private List<ServedTarget> targetsOf(AgentId agent, Report report) {
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var names = new HashSet<DisplayName>();
    var targets = new ArrayList<ServedTarget>();
    for (var i = 0; i < report.targets().size(); i++) {
      var member = "targets[" + i + "]";
      var target = targetOf(agent, report.targets().get(i), member, now);
      if (!names.add(target.target())) {
        throw rejected(member + ".target", "the report has this target twice");
      }
      targets.add(target);
    }
    return targets;
  }

  private static ServedTarget targetOf(
      AgentId agent, TargetReport report, String member, Instant now) {
    Members.parseIfPresent(member + ".certificate", report.certificate(), CertificateId::parse);
    return new ServedTarget(
        agent,
        Members.parse(member + ".target", report.target(), DisplayName::new),
        Members.parse(member + ".certificateName", report.certificateName(), DisplayName::new),
        Members.parseIfPresent(member + ".installed", report.installed(), Version::parse),
        Members.parseIfPresent(
            member + ".installedSerial", report.installedSerial(), SerialNumber::new),
        Members.parseIfPresent(member + ".servedSerial", report.servedSerial(), SerialNumber::new),
        Members.parse(member + ".state", report.state(), ServedTarget.State::parse),
        Members.parseIfPresent(member + ".detail", report.detail(), Printable::of),
        now,
        now);
  }

  private static ProblemException rejected(String member, String detail) {
    return ProblemException.at(ProblemType.VALUE_REJECTED, member, detail);
  }
}
