package org.keyferry.repository.notice.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.keyferry.protocol.officer.ConditionView;
import org.keyferry.protocol.officer.Page;
import org.keyferry.protocol.officer.TrialView;
import org.keyferry.repository.notice.NoticeDesk;
import org.keyferry.repository.notice.NoticeDocuments;

/// What somebody must see to, for officers.
@Path("/v1/conditions")
@RolesAllowed("officer")
@RunOnVirtualThread
class NoticeResource {

  private static final int ACCEPTED = 202;

  private final NoticeDesk desk;

  NoticeResource(NoticeDesk desk) {
    this.desk = desk;
  }

  /// All that are open, the worst first.
  @GET
  public Page<ConditionView> list() {
    return new Page<>(
        desk.open().stream().map(each -> NoticeDocuments.of(each.condition())).toList(), null);
  }

  /// Sends a trial message to each channel.
  @POST
  @Path("/trial")
  @ResponseStatus(ACCEPTED)
  public TrialView trial() {
    return new TrialView(desk.sendTrial());
  }
}
