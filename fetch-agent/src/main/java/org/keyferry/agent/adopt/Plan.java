package org.keyferry.agent.adopt;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.keyferry.agent.adopt.apache.ApacheReader;
import org.keyferry.agent.adopt.host.HostRoot;
import org.keyferry.agent.adopt.host.Server;
import org.keyferry.agent.adopt.host.Spot;
import org.keyferry.agent.adopt.host.Way;

/// Which of the findings the agent can take over, by which targets.
final class Plan {

  static final Path STATE = Path.of("/var/lib/keyferry-agent");
  private static final String FOLDER = "keyferry";

  private final HostRoot host;
  private final Sources sources;
  private final List<Finding> findings;
  private final Map<Finding, String> refusals = new HashMap<>();
  private final Map<Pair, List<Finding>> pairs = new LinkedHashMap<>();
  private final List<AdoptedTarget> targets = new ArrayList<>();
  private final Set<String> takenNames = new HashSet<>();
  private final Map<String, String> certificateNames = new HashMap<>();

  private Plan(HostRoot host, Sources sources, List<Finding> findings) {
    this.host = host;
    this.sources = sources;
    this.findings = findings;
  }

  static Plan of(HostRoot host, Sources sources, List<Finding> findings) {
    var plan = new Plan(host, sources, findings);
    findings.forEach(plan::judge);
    plan.spread();
    for (var each : findings) {
      if (!plan.refusals.containsKey(each)) {
        plan.pairs.computeIfAbsent(Pair.of(each), _ -> new ArrayList<>()).add(each);
      }
    }
    plan.pairs.values().forEach(plan::addTarget);
    return plan;
  }

  List<AdoptedTarget> targets() {
    return List.copyOf(targets);
  }

  Optional<AdoptedTarget> targetOf(Finding finding) {
    return targets.stream().filter(each -> each.findings().contains(finding)).findFirst();
  }

  /// Why the agent cannot take over; empty if it can.
  Optional<String> refusal(Finding finding) {
    return Optional.ofNullable(refusals.get(finding));
  }

  private void judge(Finding finding) {
    var use = finding.use();
    if (isOurs(finding)) {
      refusals.put(finding, "comes from the agent already");
    } else if (use.way() instanceof Way.None none) {
      refusals.put(finding, none.reason());
    } else if (finding.obstacle().isPresent()) {
      refusals.put(finding, finding.obstacle().get());
    }
  }

  private boolean isOurs(Finding finding) {
    var folder = folderOf(finding.use().server());
    return Stream.concat(
            finding.use().way().spots().stream().map(Spot::file),
            finding.use().certificateFile().stream())
        .anyMatch(each -> each.startsWith(folder) || each.startsWith(STATE));
  }

  /// A line that has to stay for one certificate cannot go for another, and a line stands for one
  /// certificate only.
  private void spread() {
    var pairOf = new HashMap<Spot, Set<Pair>>();
    for (var each : findings) {
      for (var spot : each.use().way().spots()) {
        pairOf.computeIfAbsent(spot, _ -> new LinkedHashSet<>()).add(Pair.of(each));
      }
    }
    var again = true;
    while (again) {
      again = false;
      for (var each : findings) {
        if (!refusals.containsKey(each)) {
          var stuck = stuck(each, pairOf);
          stuck.ifPresent(reason -> refusals.put(each, reason));
          again |= stuck.isPresent();
        }
      }
    }
  }

  private Optional<String> stuck(Finding finding, Map<Spot, Set<Pair>> pairOf) {
    for (var spot : finding.use().way().spots()) {
      if (pairOf.getOrDefault(spot, Set.of()).size() > 1) {
        return Optional.of(
            "shares a line of "
                + spot.file()
                + " with another certificate; give each its own first");
      }
      for (var other : refusals.keySet()) {
        if (other.use().way().spots().contains(spot)) {
          return Optional.of(
              "shares a line of "
                  + spot.file()
                  + " with "
                  + other.use().at()
                  + ", where it has to stay");
        }
      }
    }
    return Optional.empty();
  }

  private void addTarget(List<Finding> shared) {
    var first = shared.getFirst();
    var server = first.use().server();
    var certificate = certificateName(first);
    var name = free(server + "-" + certificate);
    var inPlace = first.use().way() instanceof Way.InPlace;
    targets.add(
        new AdoptedTarget(
            name,
            server,
            certificate,
            STATE.resolve("targets").resolve(name),
            inPlace
                ? first.use().certificateFile().orElseThrow()
                : switchFile(server, name.substring(server.name().length() + 1)),
            listeners(shared),
            shared));
  }

  /// One for each leaf; another leaf with the same names gets a number.
  private String certificateName(Finding finding) {
    var leaf = finding.leaf().orElseThrow();
    var id = String.valueOf(leaf.getPublicKey());
    var known = certificateNames.get(id);
    if (known != null) {
      return known;
    }
    var base = Names.display(Inspection.names(leaf));
    var name = base;
    for (var number = 2; certificateNames.containsValue(name); number++) {
      name = base + "-" + number;
    }
    certificateNames.put(id, name);
    return name;
  }

  private String free(String base) {
    var name = base;
    for (var number = 2; takenNames.contains(name) || isUsed(name); number++) {
      name = base + "-" + number;
    }
    takenNames.add(name);
    return name;
  }

  /// By an adoption before this one.
  private boolean isUsed(String target) {
    for (var server : Server.values()) {
      if (target.startsWith(server + "-")) {
        var file = switchFile(server, target.substring(server.name().length() + 1));
        try {
          return host.real(file).isPresent();
        } catch (IOException goesRound) {
          return true;
        }
      }
    }
    return false;
  }

  private Path switchFile(Server server, String name) {
    return folderOf(server).resolve(name + (server == Server.haproxy ? ".pem" : ".conf"));
  }

  private Path folderOf(Server server) {
    return switch (server) {
      case nginx -> sources.nginx().getFirst().resolveSibling(FOLDER);
      case apache -> ApacheReader.serverRootOf(sources.apache().getFirst()).resolve(FOLDER);
      case haproxy ->
          host.isDirectory(sources.haproxy().getFirst())
              ? sources.haproxy().getFirst().resolve(FOLDER)
              : sources.haproxy().getFirst().resolveSibling(FOLDER);
    };
  }

  /// Where a client that asks like this is presented this certificate and no other.
  private List<AdoptedTarget.Listener> listeners(List<Finding> shared) {
    var listeners = new LinkedHashSet<AdoptedTarget.Listener>();
    for (var finding : shared) {
      for (var listen : finding.use().listens()) {
        if (listen.probe().isPresent()) {
          askedName(finding, listen.shown())
              .ifPresent(
                  name -> listeners.add(new AdoptedTarget.Listener(listen.probe().get(), name)));
        }
      }
    }
    return List.copyOf(listeners);
  }

  /// @return the name to ask for; empty text: none; nothing: there is no way to ask
  private Optional<String> askedName(Finding finding, String listen) {
    var others =
        findings.stream()
            .filter(each -> each.use().server() == finding.use().server())
            .filter(each -> !Pair.of(each).equals(Pair.of(finding)))
            .filter(
                each -> each.use().listens().stream().anyMatch(one -> one.shown().equals(listen)))
            .toList();
    if (others.stream().anyMatch(each -> isInTheSameBlock(each, finding))) {
      return Optional.empty(); // the client's choice
    }
    return asked(finding)
        .filter(name -> others.stream().noneMatch(each -> comesFirst(each, finding, name)))
        .findFirst()
        .or(() -> finding.use().first() ? Optional.of("") : Optional.empty());
  }

  private boolean isInTheSameBlock(Finding one, Finding other) {
    return one.use().server() != Server.haproxy && one.use().at().equals(other.use().at());
  }

  private Stream<String> asked(Finding finding) {
    return configured(finding).stream().flatMap(each -> Names.asked(each).stream());
  }

  /// Whether another block or certificate answers for the name.
  private boolean comesFirst(Finding other, Finding finding, String name) {
    var exact = configured(other).stream().anyMatch(each -> each.equalsIgnoreCase(name));
    return exact
        && (finding.use().server() == Server.haproxy
            || findings.indexOf(other) < findings.indexOf(finding)
            || configured(finding).stream().noneMatch(each -> each.equalsIgnoreCase(name)));
  }

  private static List<String> configured(Finding finding) {
    return finding.use().names().isEmpty() && finding.use().server() == Server.haproxy
        ? finding.leaf().map(Inspection::names).orElse(List.of())
        : finding.use().names();
  }

  /// What of a host would be edited, file by file.
  Set<Path> editedFiles() {
    return targets.stream()
        .flatMap(each -> each.findings().stream())
        .flatMap(each -> each.use().way().spots().stream())
        .map(Spot::file)
        .collect(toCollection(LinkedHashSet::new));
  }

  /// A certificate and a key of one server: what one target can stand for.
  private record Pair(Server server, String certificate, String key) {

    static Pair of(Finding finding) {
      var use = finding.use();
      return new Pair(
          use.server(),
          use.certificateFile().map(Path::toString).orElse(use.certificate()),
          use.keyFile().map(Path::toString).orElse(""));
    }
  }
}
