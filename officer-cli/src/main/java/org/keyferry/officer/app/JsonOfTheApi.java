package org.keyferry.officer.app;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.keyferry.protocol.officer.AddCertificate;
import org.keyferry.protocol.officer.AddCertificateAuthority;
import org.keyferry.protocol.officer.AddEnrollmentToken;
import org.keyferry.protocol.officer.AddOfficer;
import org.keyferry.protocol.officer.AgentView;
import org.keyferry.protocol.officer.CancelOrder;
import org.keyferry.protocol.officer.CertificateAuthorityView;
import org.keyferry.protocol.officer.CertificateView;
import org.keyferry.protocol.officer.CircuitView;
import org.keyferry.protocol.officer.ConditionView;
import org.keyferry.protocol.officer.DriftView;
import org.keyferry.protocol.officer.EnrollmentTokenView;
import org.keyferry.protocol.officer.GrantView;
import org.keyferry.protocol.officer.ImportCertificate;
import org.keyferry.protocol.officer.ImportView;
import org.keyferry.protocol.officer.IncidentCertificateView;
import org.keyferry.protocol.officer.IncidentReportView;
import org.keyferry.protocol.officer.IncidentSelection;
import org.keyferry.protocol.officer.IncidentView;
import org.keyferry.protocol.officer.IssuerView;
import org.keyferry.protocol.officer.LimitView;
import org.keyferry.protocol.officer.LimitsView;
import org.keyferry.protocol.officer.ListenerView;
import org.keyferry.protocol.officer.OfficerCredential;
import org.keyferry.protocol.officer.OfficerView;
import org.keyferry.protocol.officer.OrderValidityView;
import org.keyferry.protocol.officer.OrderView;
import org.keyferry.protocol.officer.Page;
import org.keyferry.protocol.officer.PlanIncident;
import org.keyferry.protocol.officer.PolicyView;
import org.keyferry.protocol.officer.Rehearse;
import org.keyferry.protocol.officer.RenewOfficer;
import org.keyferry.protocol.officer.RepositoryView;
import org.keyferry.protocol.officer.ResumeIncident;
import org.keyferry.protocol.officer.RevocationView;
import org.keyferry.protocol.officer.RevokeVersion;
import org.keyferry.protocol.officer.RogueView;
import org.keyferry.protocol.officer.SealedKeyView;
import org.keyferry.protocol.officer.ServedView;
import org.keyferry.protocol.officer.TransportKeyView;
import org.keyferry.protocol.officer.TrialView;
import org.keyferry.protocol.officer.ValidityView;
import org.keyferry.protocol.officer.VersionView;
import org.keyferry.protocol.problem.ProblemDocument;

/// The records that travel as JSON; a native program would forget their members otherwise.
@RegisterForReflection(
    targets = {
      AddCertificate.class,
      AddCertificateAuthority.class,
      AddEnrollmentToken.class,
      AddOfficer.class,
      AgentView.class,
      CancelOrder.class,
      CertificateAuthorityView.class,
      CertificateView.class,
      CircuitView.class,
      ConditionView.class,
      EnrollmentTokenView.class,
      GrantView.class,
      ImportCertificate.class,
      ImportView.class,
      IssuerView.class,
      LimitView.class,
      LimitsView.class,
      OfficerCredential.class,
      OfficerView.class,
      OrderValidityView.class,
      OrderView.class,
      Page.class,
      PolicyView.class,
      ProblemDocument.class,
      Rehearse.class,
      RenewOfficer.class,
      RepositoryView.class,
      RogueView.class,
      SealedKeyView.class,
      RevocationView.class,
      RevokeVersion.class,
      ServedView.class,
      TransportKeyView.class,
      ListenerView.class,
      IncidentCertificateView.class,
      IncidentReportView.class,
      IncidentReportView.TransitionView.class,
      IncidentSelection.class,
      IncidentView.class,
      IncidentView.WaveView.class,
      PlanIncident.class,
      ResumeIncident.class,
      DriftView.class,
      TrialView.class,
      ValidityView.class,
      VersionView.class
    })
final class JsonOfTheApi {
  private JsonOfTheApi() {}
}
