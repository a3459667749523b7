package org.keyferry.repository.delivery.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.officer.DriftView;
import org.keyferry.protocol.officer.ListenerView;
import org.keyferry.protocol.officer.Page;
import org.keyferry.protocol.officer.ServedView;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.agent.AgentDesk;
import org.keyferry.repository.agent.rest.Members;
import org.keyferry.repository.agent.rest.PageQuery;
import org.keyferry.repository.delivery.Drift;
import org.keyferry.repository.delivery.InventoryDesk;
import org.keyferry.repository.delivery.InventoryDesk.Drifting;
import org.keyferry.repository.delivery.InventoryLine;
import org.keyferry.repository.delivery.ServedListener;
import org.keyferry.repository.delivery.ServedTarget;

/// What should be, what is on disk, and what is served, for officers.
@Path("/v1/served")
@RolesAllowed("officer")
@RunOnVirtualThread
class ServedResource {

  private static final String ANY = "any";

  private final InventoryDesk desk;
  private final AgentDesk agents;

  ServedResource(InventoryDesk desk, AgentDesk agents) {
    this.desk = desk;
    this.agents = agents;
  }

  /// @param drift `any`, or a kind of it: lines with that only
  @GET
  public Page<ServedView> list(
      @BeanParam PageQuery query,
      @RestQuery @Nullable String agent,
      @RestQuery @Nullable String certificate,
      @RestQuery @Nullable String drift) {
    var selection =
        new InventoryDesk.Selection(
            Members.parseIfPresent("agent", agent, DisplayName::new).map(this::existing),
            Members.parseIfPresent("certificate", certificate, DisplayName::new),
            Members.parseIfPresent("drift", drift, ServedResource::drifting)
                .orElseGet(Drifting.OrNot::new));
    var found = desk.page(selection, query.after(ServedResource::keyIn), query.limit() + 1);
    return query.pageOf(found, ServedResource::viewOf, ServedResource::cursorOf);
  }

  private DisplayName existing(DisplayName agent) {
    return agents
        .find(agent)
        .orElseThrow(
            () -> ProblemException.at(ProblemType.REFERENCE_UNKNOWN, "agent", "no agent " + agent))
        .name();
  }

  private static Drifting drifting(String text) {
    return text.equals(ANY) ? new Drifting.Anyhow() : new Drifting.So(Drift.Kind.parse(text));
  }

  private static ServedView viewOf(InventoryLine line) {
    var target = line.target();
    return new ServedView(
        line.agent().value(),
        target.map(each -> each.target().value()).orElse(null),
        target.map(each -> each.kind().value()).orElse(null),
        line.certificate().value(),
        line.current().map(Version::toString).orElse(null),
        line.currentSerial().map(SerialNumber::value).orElse(null),
        target.flatMap(ServedTarget::installed).map(Version::toString).orElse(null),
        target.flatMap(ServedTarget::installedSerial).map(SerialNumber::value).orElse(null),
        target.flatMap(ServedTarget::installedNotAfter).orElse(null),
        target.flatMap(ServedTarget::servedSerial).map(SerialNumber::value).orElse(null),
        target.stream()
            .flatMap(each -> each.listeners().stream())
            .map(ServedResource::viewOf)
            .toList(),
        target.map(each -> each.state().toString()).orElse("unreported"),
        target.flatMap(ServedTarget::stage).map(ServedTarget.Stage::toString).orElse(null),
        target.flatMap(ServedTarget::detail).orElse(null),
        instant(target.map(ServedTarget::since)),
        instant(target.map(ServedTarget::reportedAt)),
        line.drift().stream()
            .map(each -> new DriftView(each.kind().toString(), each.since(), each.detail()))
            .toList());
  }

  private static ListenerView viewOf(ServedListener listener) {
    return new ListenerView(
        listener.address(),
        listener.protocol().toString(),
        listener.serverName().map(DnsName::value).orElse(null),
        listener.servedSerial().map(SerialNumber::value).orElse(null),
        instant(listener.servedNotAfter()),
        listener.fault().orElse(null),
        listener.since());
  }

  private static @Nullable Instant instant(Optional<Instant> instant) {
    return instant.orElse(null);
  }

  private static String cursorOf(InventoryLine line) {
    var key = line.key();
    return key.agent()
        + "/"
        + key.target().map(DisplayName::value).orElse("")
        + "/"
        + key.certificate();
  }

  private static InventoryLine.Key keyIn(String cursor) {
    var parts = cursor.split("/", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not where a page ended");
    }
    return new InventoryLine.Key(
        new DisplayName(parts[0]),
        parts[1].isEmpty() ? Optional.empty() : Optional.of(new DisplayName(parts[1])),
        new DisplayName(parts[2]));
  }
}
