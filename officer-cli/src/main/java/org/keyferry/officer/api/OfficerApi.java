package org.keyferry.officer.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.keyferry.officer.identity.OfficerIdentity;
import org.keyferry.protocol.officer.AddCertificate;
import org.keyferry.protocol.officer.AddCertificateAuthority;
import org.keyferry.protocol.officer.AddEnrollmentToken;
import org.keyferry.protocol.officer.AddOfficer;
import org.keyferry.protocol.officer.AgentView;
import org.keyferry.protocol.officer.AgreeToTerms;
import org.keyferry.protocol.officer.CancelOrder;
import org.keyferry.protocol.officer.CertificateAuthorityView;
import org.keyferry.protocol.officer.CertificateView;
import org.keyferry.protocol.officer.ConditionView;
import org.keyferry.protocol.officer.EnrollmentTokenView;
import org.keyferry.protocol.officer.GrantView;
import org.keyferry.protocol.officer.ImportCertificate;
import org.keyferry.protocol.officer.ImportView;
import org.keyferry.protocol.officer.IncidentCertificateView;
import org.keyferry.protocol.officer.IncidentReportView;
import org.keyferry.protocol.officer.IncidentView;
import org.keyferry.protocol.officer.OfficerCredential;
import org.keyferry.protocol.officer.OfficerView;
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
import org.keyferry.protocol.officer.ServedView;
import org.keyferry.protocol.officer.TransportKeyView;
import org.keyferry.protocol.officer.TrialView;
import org.keyferry.protocol.officer.VersionView;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.problem.ProblemType;

/// What an officer can ask the repository. Lists are whole: their pages are walked here.
///
/// Every method blocks until the answer is there and throws an [ApiFailure] if it is not what was
/// asked for. Nothing is tried twice.
public final class OfficerApi implements AutoCloseable {

  private static final int MOST_TRIES = 3;

  private static final int PAGE = 200;

  private final Connection connection;

  public OfficerApi(OfficerIdentity identity) {
    connection = new Connection(identity);
  }

  public RepositoryView repository() {
    return connection.get("/v1/repository", RepositoryView.class);
  }

  public List<OfficerView> officers() {
    return all("/v1/officers", OfficerView.class);
  }

  public OfficerCredential add(AddOfficer officer) {
    return connection.post("/v1/officers", officer, OfficerCredential.class);
  }

  /// The next certificate of the officer who asks.
  public OfficerCredential renew(RenewOfficer request) {
    return connection.post("/v1/officers/renewal", request, OfficerCredential.class);
  }

  public void revokeOfficer(DisplayName name) {
    connection.send("POST", "/v1/officers/" + name + "/revocation");
  }

  public List<CertificateAuthorityView> cas() {
    return all("/v1/cas", CertificateAuthorityView.class);
  }

  public CertificateAuthorityView ca(DisplayName name) {
    return connection.get("/v1/cas/" + name, CertificateAuthorityView.class);
  }

  public CertificateAuthorityView add(AddCertificateAuthority ca) {
    return connection.post("/v1/cas", ca, CertificateAuthorityView.class);
  }

  /// @param change of what the CA is now; made once more if somebody else was faster
  public CertificateAuthorityView changeCa(
      DisplayName name, Function<CertificateAuthorityView, AddCertificateAuthority> change) {
    return change("/v1/cas/" + name, CertificateAuthorityView.class, change);
  }

  public void agreeToTerms(DisplayName ca, AgreeToTerms terms) {
    connection.send("POST", "/v1/cas/" + ca + "/account/terms", terms);
  }

  public void changeAccountKey(DisplayName ca) {
    connection.send("POST", "/v1/cas/" + ca + "/account/keys");
  }

  public void deactivateAccount(DisplayName ca) {
    connection.send("DELETE", "/v1/cas/" + ca + "/account");
  }

  public void removeCa(DisplayName name) {
    connection.send("DELETE", "/v1/cas/" + name);
  }

  public List<PolicyView> policies() {
    return all("/v1/policies", PolicyView.class);
  }

  public PolicyView policy(DisplayName name) {
    return connection.get("/v1/policies/" + name, PolicyView.class);
  }

  public PolicyView add(PolicyView policy) {
    return connection.post("/v1/policies", policy, PolicyView.class);
  }

  /// @param change of what the policy is now; made once more if somebody else was faster
  public PolicyView changePolicy(DisplayName name, UnaryOperator<PolicyView> change) {
    return change("/v1/policies/" + name, PolicyView.class, change);
  }

  private <T> T change(String path, Class<T> type, Function<T, ?> change) {
    for (var tries = 1; ; tries++) {
      var present = connection.tagged(path, type);
      try {
        return connection.put(path, present.tag(), change.apply(present.thing()), type);
      } catch (ApiFailure.Refused refused) {
        var problem = ProblemType.of(refused.problem().type());
        if (tries == MOST_TRIES
            || problem.filter(ProblemType.PRECONDITION_FAILED::equals).isEmpty()) {
          throw refused;
        }
      }
    }
  }

  public void removePolicy(DisplayName name) {
    connection.send("DELETE", "/v1/policies/" + name);
  }

  public List<CertificateView> certificates() {
    return all("/v1/certificates", CertificateView.class);
  }

  public CertificateView certificate(DisplayName name) {
    return connection.get("/v1/certificates/" + name, CertificateView.class);
  }

  public CertificateView add(AddCertificate certificate) {
    return connection.post("/v1/certificates", certificate, CertificateView.class);
  }

  /// Newest first.
  public List<VersionView> versions(DisplayName certificate) {
    return all("/v1/certificates/" + certificate + "/versions", VersionView.class);
  }

  /// The key to which keys that are brought are sealed.
  public TransportKeyView transportKey() {
    return connection.get("/v1/transport-key", TransportKeyView.class);
  }

  public ImportView bring(DisplayName certificate, ImportCertificate request) {
    return connection.post(
        "/v1/certificates/" + certificate + "/imports", request, ImportView.class);
  }

  public RevocationView revoke(DisplayName certificate, RevokeVersion version) {
    return connection.post(
        "/v1/certificates/" + certificate + "/revocations", version, RevocationView.class);
  }

  /// Newest first.
  public List<RevocationView> revocations(Optional<DisplayName> certificate) {
    return all(
        "/v1/revocations" + query(certificate.map(name -> "certificate=" + name)),
        RevocationView.class);
  }

  public RevocationView revocation(UUID id) {
    return connection.get("/v1/revocations/" + id, RevocationView.class);
  }

  public void withdrawRevocation(UUID id) {
    connection.send("DELETE", "/v1/revocations/" + id);
  }

  /// Orders the certificate anew, at once.
  public OrderView order(DisplayName certificate) {
    return connection.post("/v1/certificates/" + certificate + "/orders", OrderView.class);
  }

  public List<OrderView> orders(Optional<DisplayName> certificate, Optional<String> state) {
    return all(
        "/v1/orders"
            + query(certificate.map(name -> "certificate=" + name), state.map(is -> "state=" + is)),
        OrderView.class);
  }

  public OrderView order(UUID id) {
    return connection.get("/v1/orders/" + id, OrderView.class);
  }

  /// Tries the order's present step again, at once.
  public OrderView retry(UUID order) {
    return connection.post("/v1/orders/" + order + "/attempts", OrderView.class);
  }

  /// Ends the order.
  public OrderView cancel(UUID order, CancelOrder request) {
    return connection.post("/v1/orders/" + order + "/cancellation", request, OrderView.class);
  }

  /// Orders without getting anything.
  public OrderView rehearse(DisplayName certificate, Rehearse request) {
    return connection.post(
        "/v1/certificates/" + certificate + "/rehearsals", request, OrderView.class);
  }

  public List<IncidentView> incidents() {
    return all("/v1/incidents", IncidentView.class);
  }

  public IncidentView incident(DisplayName name) {
    return connection.get("/v1/incidents/" + name, IncidentView.class);
  }

  /// Does nothing yet.
  public IncidentView plan(PlanIncident incident) {
    return connection.post("/v1/incidents", incident, IncidentView.class);
  }

  public IncidentView runIncident(DisplayName name) {
    return connection.post("/v1/incidents/" + name + "/run", IncidentView.class);
  }

  public IncidentView pauseIncident(DisplayName name) {
    return connection.post("/v1/incidents/" + name + "/pause", IncidentView.class);
  }

  public IncidentView resumeIncident(DisplayName name, ResumeIncident terms) {
    return connection.post("/v1/incidents/" + name + "/resume", terms, IncidentView.class);
  }

  public IncidentView abortIncident(DisplayName name) {
    return connection.post("/v1/incidents/" + name + "/abort", IncidentView.class);
  }

  public List<IncidentCertificateView> incidentCertificates(DisplayName incident) {
    return all("/v1/incidents/" + incident + "/certificates", IncidentCertificateView.class);
  }

  public IncidentReportView incidentReport(DisplayName incident) {
    return connection.get("/v1/incidents/" + incident + "/report", IncidentReportView.class);
  }

  /// The same for people.
  public String incidentMarkdown(DisplayName incident) {
    return connection.text("/v1/incidents/" + incident + "/report.md", "text/markdown");
  }

  public List<EnrollmentTokenView> tokens() {
    return all("/v1/tokens", EnrollmentTokenView.class);
  }

  public EnrollmentTokenView add(AddEnrollmentToken token) {
    return connection.post("/v1/tokens", token, EnrollmentTokenView.class);
  }

  public void withdrawToken(UUID id) {
    connection.send("DELETE", "/v1/tokens/" + id);
  }

  public List<AgentView> agents() {
    return all("/v1/agents", AgentView.class);
  }

  public AgentView agent(DisplayName name) {
    return connection.get("/v1/agents/" + name, AgentView.class);
  }

  public void revokeAgent(DisplayName name) {
    connection.send("POST", "/v1/agents/" + name + "/revocation");
  }

  public List<GrantView> grants() {
    return all("/v1/grants", GrantView.class);
  }

  public GrantView grant(DisplayName agent, DisplayName certificate) {
    return connection.post(
        "/v1/grants",
        new GrantView(agent.value(), certificate.value(), null, null),
        GrantView.class);
  }

  public void removeGrant(DisplayName agent, DisplayName certificate) {
    connection.send("DELETE", "/v1/grants/" + agent + "/" + certificate);
  }

  /// @param drift `any`, or a kind of it: only what is not as it should be, in that way
  public List<ServedView> served(
      Optional<DisplayName> agent, Optional<DisplayName> certificate, Optional<String> drift) {
    return all(
        "/v1/served"
            + query(
                agent.map(name -> "agent=" + name),
                certificate.map(name -> "certificate=" + name),
                drift.map(kind -> "drift=" + URLEncoder.encode(kind, StandardCharsets.UTF_8))),
        ServedView.class);
  }

  /// What somebody must see to, the worst first.
  public List<ConditionView> conditions() {
    return all("/v1/conditions", ConditionView.class);
  }

  /// Has a trial message sent to each channel of the repository's notices.
  public TrialView tryNotices() {
    return connection.post("/v1/conditions/trial", TrialView.class);
  }

  @Override
  public void close() {
    connection.close();
  }

  private <T> List<T> all(String path, Class<T> of) {
    var items = new ArrayList<T>();
    var separator = path.contains("?") ? "&" : "?";
    @Nullable String after = null;
    do {
      Page<T> page =
          connection.page(
              path
                  + separator
                  + "limit="
                  + PAGE
                  + (after == null
                      ? ""
                      : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8)),
              of);
      if (page.next() != null && page.items().isEmpty()) {
        throw new ApiFailure.NotUnderstood("The list " + path + " goes on after an empty page.");
      }
      items.addAll(page.items());
      after = page.next();
    } while (after != null);
    return List.copyOf(items);
  }

  @SafeVarargs
  private static String query(Optional<String>... parameters) {
    var given = new ArrayList<String>();
    for (var parameter : parameters) {
      parameter.ifPresent(given::add);
    }
    return given.isEmpty() ? "" : "?" + String.join("&", given);
  }
}
