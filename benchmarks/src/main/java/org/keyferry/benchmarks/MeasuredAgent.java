package org.keyferry.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.RunningProgram;
import org.keyferry.testkit.installation.AgentHost;
import org.keyferry.testkit.installation.HttpsHost;
import org.keyferry.testkit.installation.Installation;
import org.keyferry.testkit.installation.OfficerApi;
import org.keyferry.testkit.installation.Programs;

/// A host of its own for one form of the agent: enrolled, with one certificate, which nginx serves.
final class MeasuredAgent implements AutoCloseable {

  private static final String WELL = " served";
  private static final int TRIES = 30;

  private final AgentProgram form;
  private final Meter meter;
  private final OfficerApi officer;
  private final HttpsHost nginx;
  private final AgentHost host;

  private int versions = 1;
  private String said = "";

  private MeasuredAgent(
      AgentProgram form, Meter meter, OfficerApi officer, HttpsHost nginx, AgentHost host) {
    this.form = form;
    this.meter = meter;
    this.officer = officer;
    this.nginx = nginx;
    this.host = host;
  }

  /// @param poll how long a poll of the resident agent waits
  static MeasuredAgent on(
      Installation installation, AgentProgram form, Meter meter, Duration poll) {
    var officer = installation.server().officerApi();
    var identifier = form.name() + ".example.test";
    officer.addCertificate(form.name(), identifier, "web");
    officer.awaitVersions(form.name(), 1);
    var nginx =
        HttpsHost.serving(
            identifier,
            installation.directory().resolve(form.name() + "-nginx"),
            FixtureCa.at(Instant.parse("2026-01-01T00:00:00Z"))); // nobody looks at its dates
    try {
      var host = installation.host(form.name());
      host.polls(poll.toSeconds() + "s");
      host.configure(nginx.target(form.name(), host.directory().resolve("versions")));
      host.enroll(officer.enrollmentToken(form.name()));
      officer.grant(form.name(), form.name());
      var agent = new MeasuredAgent(form, meter, officer, nginx, host);
      agent.said = firstInstall(host);
      return agent;
    } catch (Throwable failed) {
      nginx.close();
      throw failed;
    }
  }

  private static String firstInstall(AgentHost host) {
    return Awaitility.await("what was granted is served")
        .atMost(Duration.ofMinutes(1))
        .until(host::once, round -> round.exitCode() == 0 && round.output().contains(WELL))
        .output();
  }

  String name() {
    return form.name();
  }

  /// One round that finds everything as it should be.
  Cost idleRound() {
    var run = once();
    if (!run.finished().output().equals(said)) {
      throw new IllegalStateException("was to change nothing: " + run.says());
    }
    return run.cost();
  }

  /// One round that installs a new version.
  Cost installingRound() {
    order();
    return installing();
  }

  /// Rounds until one installs.
  ///
  /// @return its cost
  private Cost installing() {
    for (var tries = 0; tries < TRIES; tries++) {
      var run = once();
      var says = run.finished().output();
      if (!says.equals(said) && says.contains(WELL)) {
        said = says;
        return run.cost();
      }
    }
    throw new IllegalStateException("nothing new comes to " + form.name() + ": " + said);
  }

  private Meter.Run once() {
    return meter.run(Map.of(), command("once"));
  }

  /// The next version is there when this returns.
  void order() {
    officer.order(form.name());
    versions++;
    officer.awaitVersions(form.name(), versions);
  }

  /// Starts it for good.
  RunningProgram start() {
    return RunningProgram.start(host.directory().resolve("resident.log"), Map.of(), command("run"));
  }

  /// Rounds that were well, on this host so far.
  long rounds() {
    var command = command("status");
    command.addAll(List.of("--output", "json"));
    try {
      return new ObjectMapper()
          .readTree(Programs.run(Map.of(), command).succeeded().output())
          .at("/tally/rounds/ok")
          .asLong();
    } catch (JsonProcessingException malformed) {
      throw new IllegalStateException(malformed);
    }
  }

  private List<String> command(String name) {
    var command = new ArrayList<>(form.command());
    command.addAll(List.of(name, "--config", host.configuration().toString()));
    return command;
  }

  @Override
  public void close() {
    nginx.close();
  }
}
