package org.keyferry.repository.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.certificate.CertificateAuthorities;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.incident.Forecast;
import org.keyferry.repository.incident.Incident;
import org.keyferry.repository.incident.Incidents;
import org.keyferry.repository.incident.Plan;
import org.keyferry.repository.incident.Selection;
import org.keyferry.repository.incident.Terms;

/// The figures are there, and the example alerts ask for figures that are.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
class FleetMetricsIT {

  private static final Path RULES = Path.of("../deploy/prometheus/keyferry.rules.yml");
  private static final Pattern METRIC = Pattern.compile("keyferry_[a-z_]+");
  private static final Pattern KIND = Pattern.compile("(?:kind|state)=~?\"([a-z|-]+)\"");

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @TestHTTPResource(value = "/metrics", management = true)
  private URI metrics;

  @Inject FleetMetrics fleet;
  @Inject IncidentMetrics incidentFigures;
  @Inject ConditionMetrics conditions;
  @Inject Incidents incidents;
  @Inject CertificateAuthorities cas;

  @BeforeEach
  void thereIsACa() {
    cas.add(
        new CertificateAuthority(
            new DisplayName("metered"),
            URI.create("https://ca.example/dir"),
            List.of(),
            List.of(),
            List.of()));
  }

  /// What has a row for each incident has none without.
  @BeforeEach
  void anIncidentIsUnderWay() {
    var name = new DisplayName("metered");
    if (incidents.named(name).isEmpty()) {
      var terms = new Terms(0, 1, 5, Duration.ofHours(1), Optional.empty(), Optional.empty());
      var planned = new Incident.Planned(new Plan(name, ofOneCa(), terms, 1));
      incidents.add(
          planned, new Forecast(0, 0, 0, List.of()), List.of(), Actor.repository(), Instant.EPOCH);
      var found = incidents.named(name).orElseThrow();
      incidents.replace(found, planned.run().pause("a test"), Actor.repository(), Instant.EPOCH);
    }
  }

  private static Selection ofOneCa() {
    return new Selection(
        Optional.of(new DisplayName("metered")),
        Optional.empty(),
        Optional.empty(),
        Set.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private void readAll() {
    fleet.read();
    incidentFigures.read();
    conditions.read();
  }

  @Test
  void theFleetIsCounted() throws Exception {
    readAll();

    assertThat(scrape().lines())
        .anyMatch(line -> line.startsWith("keyferry_agents{state=\"quarantined\"} "))
        .anyMatch(line -> line.startsWith("keyferry_targets_in_drift{kind=\"stale-listener\"} "))
        .anyMatch(line -> line.startsWith("keyferry_ca_up{ca=\"metered\"} 1"))
        .anyMatch(line -> line.startsWith("keyferry_incident_paused{incident=\"metered\"} 1"))
        .anyMatch(line -> line.startsWith("keyferry_conditions{kind=\"token-expiring\"} "))
        .anyMatch(line -> line.matches("keyferry_agents_silent [0-9.]+"))
        .anyMatch(line ->
            line.matches(
                "keyferry_officer_expiry_timestamp_seconds\\{officer=\"alice\"\\} [0-9.E]+"))
        .anyMatch(line -> line.matches("keyferry_fleet_read_timestamp_seconds [0-9.E]+"));
  }

  @Test
  void everyAlertAsksForWhatThereIs() throws Exception {
    readAll();
    var scraped = scrape();

    for (var alert : alerts()) {
      var expression = alert.get("expr").asText();
      assertThat(found(METRIC, expression, 0)).as(expression).isNotEmpty();
      assertThat(found(METRIC, expression, 0))
          .allSatisfy(name -> assertThat(scraped).contains("\n" + name));
      assertThat(found(KIND, expression, 1).flatMap(each -> Stream.of(each.split("\\|"))))
          .allSatisfy(word -> assertThat(scraped).contains("=\"" + word + "\""));
      assertThat(alert.get("labels").get("severity").asText()).isIn("warning", "critical");
      assertThat(alert.get("annotations").get("summary").asText()).isNotBlank();
      assertThat(alert.get("annotations").get("description").asText()).isNotBlank();
    }
  }

  /// The page of operations says what to do for each.
  @Test
  void everyAlertIsExplained() throws Exception {
    var page = Files.readString(Path.of("../docs/operations/monitoring.md"));

    assertThat(alerts())
        .extracting(alert -> "`" + alert.get("alert").asText() + "`")
        .allSatisfy(name -> assertThat(page).contains(name));
  }

  private static List<JsonNode> alerts() throws IOException {
    var rules = new ObjectMapper(new YAMLFactory()).readTree(RULES.toFile());
    var alerts =
        StreamSupport.stream(rules.get("groups").spliterator(), /* parallel= */ false)
            .flatMap(group ->
                StreamSupport.stream(group.get("rules").spliterator(), /* parallel= */ false))
            .toList();
    assertThat(alerts).isNotEmpty();
    return alerts;
  }

  private static Stream<String> found(Pattern pattern, String text, int group) {
    return pattern.matcher(text).results().map((MatchResult each) -> each.group(group));
  }

  private String scrape() throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
    }
  }
}
