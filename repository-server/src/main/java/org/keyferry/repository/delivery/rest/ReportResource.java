package org.keyferry.repository.delivery.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.security.credential.CertificateCredential;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.agent.Report;
import org.keyferry.protocol.agent.Report.ListenerReport;
import org.keyferry.protocol.agent.Report.TargetReport;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.agent.GenerationDesk.Succession;
import org.keyferry.repository.agent.rest.Members;
import org.keyferry.repository.audit.Caller;
import org.keyferry.repository.custody.RepositoryIdentities;
import org.keyferry.repository.delivery.HostReport;
import org.keyferry.repository.delivery.ReportDesk;
import org.keyferry.repository.delivery.ServedListener;
import org.keyferry.repository.delivery.ServedTarget;

/// Reports, from agents.
@Path("/v1/reports")
class ReportResource {

  private static final int LONGEST_AGENT_VERSION = 100;
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private final ReportDesk desk;
  private final Caller caller;
  private final SecurityIdentity identity;
  private final InstantSource clock;
  private final ObjectMapper json;

  ReportResource(
      ReportDesk desk,
      Caller caller,
      SecurityIdentity identity,
      InstantSource clock,
      ObjectMapper json) {
    this.desk = desk;
    this.caller = caller;
    this.identity = identity;
    this.clock = clock;
    this.json = json;
  }

  /// A host repeats a report to the letter, so the letters are what is compared. What this release
  /// makes of them may not be what another one, on another replica, made of them.
  @POST
  @RolesAllowed("agent")
  @RunOnVirtualThread
  @Consumes(MediaType.APPLICATION_JSON)
  @RequestBody(required = true, content = @Content(schema = @Schema(implementation = Report.class)))
  public void take(byte[] body) throws IOException {
    @Nullable Report report = json.readValue(body, Report.class);
    if (report == null) { // what the JSON text null is
      throw rejected("report", "it is null");
    }
    var agent = caller.actor().asAgent().orElseThrow();
    var presented = identity.getCredential(CertificateCredential.class).getCertificate();
    if (report.agentVersion().length() > LONGEST_AGENT_VERSION) {
      throw rejected("agentVersion", "it has at most " + LONGEST_AGENT_VERSION + " characters");
    }
    if (report.generation() < 1) {
      throw rejected("generation", "it counts from 1");
    }
    requireAtMost(Report.MOST_TARGETS, report.targets(), "targets");
    var now = micros(clock.instant());
    var succession =
        desk.take(
            new HostReport(
                agent,
                Printable.of(report.agentVersion()),
                report.generation(),
                moment("at", report.at()),
                now,
                targetsOf(agent, report, now)),
            RepositoryIdentities.thumbprintOf(presented),
            Thumbprint.of(body));
    if (succession instanceof Succession.Refused(var refusal)) {
      throw refusal;
    }
  }

  private static List<ServedTarget> targetsOf(AgentId agent, Report report, Instant now) {
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
    return new ServedTarget(
        agent,
        Members.parse(member + ".target", report.target(), DisplayName::new),
        Members.parse(member + ".kind", report.kind(), DisplayName::new),
        Members.parseIfPresent(member + ".certificate", report.certificate(), CertificateId::parse),
        Members.parse(member + ".certificateName", report.certificateName(), DisplayName::new),
        Members.parseIfPresent(member + ".installed", report.installed(), Version::parse),
        Members.parseIfPresent(
            member + ".installedSerial", report.installedSerial(), SerialNumber::new),
        momentIfPresent(member + ".installedNotAfter", report.installedNotAfter()),
        Members.parseIfPresent(member + ".servedSerial", report.servedSerial(), SerialNumber::new),
        listenersOf(report, member, now),
        Members.parse(member + ".state", report.state(), ServedTarget.State::parse),
        Members.parseIfPresent(member + ".stage", report.stage(), ServedTarget.Stage::parse),
        Members.parseIfPresent(member + ".detail", report.detail(), Printable::of),
        now,
        now);
  }

  private static List<ServedListener> listenersOf(TargetReport report, String target, Instant now) {
    requireAtMost(TargetReport.MOST_LISTENERS, report.listeners(), target + ".listeners");
    var listeners = new ArrayList<ServedListener>();
    for (var i = 0; i < report.listeners().size(); i++) {
      var member = target + ".listeners[" + i + "]";
      var listener = listenerOf(report.listeners().get(i), member, now);
      if (listeners.stream().anyMatch(listener::isThatOf)) {
        throw rejected(member, "the target has this listener twice");
      }
      listeners.add(listener);
    }
    return listeners;
  }

  private static ServedListener listenerOf(ListenerReport report, String member, Instant now) {
    return new ServedListener(
        Members.parse(member + ".address", report.address(), ServedListener::requireAddress),
        Members.parse(member + ".protocol", report.protocol(), ServedListener.Protocol::parse),
        Members.parseIfPresent(member + ".serverName", report.serverName(), DnsName::new),
        Members.parseIfPresent(member + ".servedSerial", report.servedSerial(), SerialNumber::new),
        momentIfPresent(member + ".servedNotAfter", report.servedNotAfter()),
        Members.parseIfPresent(member + ".fault", report.fault(), Printable::of),
        now);
  }

  private static void requireAtMost(int most, List<?> found, String member) {
    if (found.size() > most) {
      throw rejected(member, "there are at most " + most);
    }
  }

  private static Optional<Instant> momentIfPresent(String member, @Nullable Instant moment) {
    return Optional.ofNullable(moment).map(present -> moment(member, present));
  }

  /// What the database can hold, and no clock shows another.
  private static Instant moment(String member, Instant moment) {
    if (moment.isBefore(EARLIEST) || moment.isAfter(LATEST)) {
      throw rejected(member, "it lies between " + EARLIEST + " and " + LATEST);
    }
    return micros(moment);
  }

  private static Instant micros(Instant moment) {
    return moment.truncatedTo(ChronoUnit.MICROS);
  }

  private static ProblemException rejected(String member, String detail) {
    return ProblemException.at(ProblemType.VALUE_REJECTED, member, detail);
  }
}
