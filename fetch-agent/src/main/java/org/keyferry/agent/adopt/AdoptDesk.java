package org.keyferry.agent.adopt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keyferry.agent.adopt.apache.ApacheReader;
import org.keyferry.agent.adopt.clients.Clients;
import org.keyferry.agent.adopt.edit.FileEdit;
import org.keyferry.agent.adopt.edit.NewFile;
import org.keyferry.agent.adopt.edit.NotApplied;
import org.keyferry.agent.adopt.edit.Transaction;
import org.keyferry.agent.adopt.edit.UnifiedDiff;
import org.keyferry.agent.adopt.haproxy.HaproxyReader;
import org.keyferry.agent.adopt.host.ConfigurationFile;
import org.keyferry.agent.adopt.host.HostRoot;
import org.keyferry.agent.adopt.host.Reading;
import org.keyferry.agent.adopt.host.Remark;
import org.keyferry.agent.adopt.host.Server;
import org.keyferry.agent.adopt.host.Spot;
import org.keyferry.agent.adopt.host.Use;
import org.keyferry.agent.adopt.host.Way;
import org.keyferry.agent.adopt.nginx.NginxReader;
import org.keyferry.agent.disk.Folder;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.protocol.pki.SerialNumber;

/// A host as it was read at one moment, and what can be made of it.
public final class AdoptDesk {

  /// Where adoptions are recorded, on the host.
  public static final Path JOURNALS = Plan.STATE.resolve("adopt");

  private static final String TARGETS = "targets.yaml";

  private final HostRoot host;
  private final Sources sources;
  private final Instant now;
  private final List<Finding> findings;
  private final List<Remark> remarks;
  private final Plan plan;

  private AdoptDesk(
      HostRoot host, Sources sources, Instant now, List<Finding> findings, List<Remark> remarks) {
    this.host = host;
    this.sources = sources;
    this.now = now;
    this.findings = findings;
    this.remarks = remarks;
    this.plan = Plan.of(host, sources, findings);
  }

  /// Reads everything; changes nothing.
  public static AdoptDesk look(HostRoot host, Sources sources, Instant now) {
    var uses = new ArrayList<Use>();
    var remarks = new ArrayList<Remark>();
    for (var main : sources.nginx()) {
      var reading = new Reading(host);
      uses.addAll(new NginxReader(reading, main).read());
      remarks.addAll(reading.remarks());
    }
    for (var main : sources.apache()) {
      var reading = new Reading(host);
      uses.addAll(new ApacheReader(reading, main).read());
      remarks.addAll(reading.remarks());
    }
    if (!sources.haproxy().isEmpty()) {
      var reading = new Reading(host);
      uses.addAll(new HaproxyReader(reading, sources.haproxy(), sources.environment()).read());
      remarks.addAll(reading.remarks());
    }
    var clients = Clients.of(host);
    remarks.addAll(clients.remarks());
    var inspection = new Inspection(host, clients, now);
    return new AdoptDesk(host, sources, now, uses.stream().map(inspection::look).toList(), remarks);
  }

  public AdoptionPage page() {
    return new AdoptionPage(
        now,
        findings.stream().map(this::line).toList(),
        remarks.stream().map(Remark::toString).toList());
  }

  public Commands commands() {
    return new Commands(host, sources);
  }

  /// Whether there is anything that the agent can take over.
  public boolean isEmpty() {
    return plan.targets().isEmpty();
  }

  /// Whose files would be edited.
  public Set<Server> servers() {
    var servers = EnumSet.noneOf(Server.class);
    for (var each : plan.targets()) {
      if (each.findings().getFirst().use().way() instanceof Way.Edit) {
        servers.add(each.server());
      }
    }
    return servers;
  }

  /// The targets as a file of settings.
  ///
  /// @param server URL of the repository
  public String targets(String server) {
    return TargetsText.of(server, plan.targets(), commands());
  }

  /// Writes the targets, and the snippets as they are until the agent writes them. Keys are not
  /// copied: what HAProxy reads is made by [#apply] alone.
  ///
  /// @param directory on this machine; files in it that have the names are left alone
  /// @return what was written
  public List<Path> write(Path directory, String server) throws IOException {
    var written = new ArrayList<Path>();
    var folder = new Folder(directory.toAbsolutePath());
    folder.make("rwxr-xr-x");
    folder.create(TARGETS, targets(server).getBytes(StandardCharsets.UTF_8), Ownership.PUBLIC);
    written.add(folder.resolve(TARGETS));
    for (var target : plan.targets()) {
      if (target.server() != Server.haproxy) {
        var below = new Folder(folder.resolve(target.server().name()));
        below.make("rwxr-xr-x");
        for (var file : new Edits(host).files(List.of(target))) {
          var name = String.valueOf(file.file().getFileName());
          below.create(name, file.content().toArray(), Ownership.PUBLIC);
          written.add(below.resolve(name));
        }
        below.force();
      }
    }
    folder.force();
    return written;
  }

  /// What [#apply] would change, to be read by a person.
  public String diff() throws IOException {
    var text = new StringBuilder();
    for (var each : edits()) {
      text.append(UnifiedDiff.of(each));
    }
    for (var each : files()) {
      text.append("new file ")
          .append(each.file())
          .append(
              each.ownership().equals(Ownership.PRIVATE)
                  ? " (0600: the certificate and the key that are served now)\n"
                  : " (what was taken out above)\n");
    }
    return text.toString();
  }

  /// Edits the files of the host so that its servers read the agent's.
  public void apply(Transaction transaction) throws NotApplied, IOException, InterruptedException {
    transaction.apply(edits(), files(), servers());
  }

  private List<FileEdit> edits() throws IOException {
    return new Edits(host).edits(plan.targets());
  }

  private List<NewFile> files() throws IOException {
    return new Edits(host).files(plan.targets());
  }

  private AdoptionPage.Line line(Finding finding) {
    var use = finding.use();
    var leaf = finding.leaf();
    var notAfter = leaf.map(each -> each.getNotAfter().toInstant());
    return new AdoptionPage.Line(
        use.server().name(),
        use.at().toString(),
        use.listens().stream().map(each -> each.shown()).toList(),
        use.names(),
        use.certificateFile().map(Path::toString).orElse(use.certificate()),
        use.keyFile().map(Path::toString),
        leaf.map(each -> each.getSubjectX500Principal().getName()),
        leaf.map(Inspection::names).orElse(List.of()),
        leaf.map(each -> SerialNumber.of(each).toString()),
        notAfter,
        notAfter.map(each -> Math.floorDiv(Duration.between(now, each).toSeconds(), 86_400L)),
        finding.renewal().map(Object::toString),
        finding.renewal().map(each -> each.record().toString()),
        finding.faults(),
        plan.targetOf(finding).map(AdoptedTarget::name),
        plan.refusal(finding).orElseGet(() -> said(finding)));
  }

  private String said(Finding finding) {
    return switch (finding.use().way()) {
      case Way.Edit(var put, _) ->
          "names the agent's file in the place of " + placeOf(put).orElse(put.file().toString());
      case Way.InPlace _ -> "the agent replaces the file itself; nothing is edited";
      case Way.None none -> none.reason();
    };
  }

  private Optional<String> placeOf(Spot spot) {
    try {
      var content = host.read(spot.file(), 1 << 26);
      return Optional.of(
          ConfigurationFile.of(spot.file(), spot.file(), content).at(spot.start()).toString());
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
