package org.keyferry.agent.adopt;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.keyferry.agent.adopt.clients.Clients;
import org.keyferry.agent.adopt.clients.Renewal;
import org.keyferry.agent.adopt.host.HostRoot;
import org.keyferry.agent.adopt.host.PemFiles;
import org.keyferry.agent.adopt.host.Reading;
import org.keyferry.agent.adopt.host.Use;

/// Looks into the files that are served.
final class Inspection {

  private static final int DNS = 2;
  private static final int ADDRESS = 7;

  private final PemFiles files;
  private final Clients clients;
  private final Instant now;
  private final Map<X509Certificate, Renewal> copies = new HashMap<>();

  Inspection(HostRoot host, Clients clients, Instant now) {
    this.files = new PemFiles(host);
    this.clients = clients;
    this.now = now;
    for (var renewal : clients.renewals()) {
      for (var file : renewal.files()) {
        leafIn(file).ifPresent(leaf -> copies.putIfAbsent(leaf, renewal));
      }
    }
  }

  Finding look(Use use) {
    if (use.certificateFile().isEmpty()) {
      return new Finding(use, Optional.empty(), Optional.empty(), List.of(), Optional.empty());
    }
    var file = use.certificateFile().get();
    var renewal = clients.of(file);
    try {
      var leaf = files.leaf(file);
      var obstacle = keyFault(use, leaf);
      var faults = new ArrayList<>(leafFaults(use, leaf));
      obstacle.ifPresent(faults::add);
      return new Finding(
          use,
          Optional.of(leaf),
          renewal.or(() -> Optional.ofNullable(copies.get(leaf))),
          faults,
          obstacle);
    } catch (IOException unreadable) {
      var sentence = Reading.sentence(file, unreadable);
      return new Finding(use, Optional.empty(), renewal, List.of(sentence), Optional.of(sentence));
    }
  }

  private List<String> leafFaults(Use use, X509Certificate leaf) {
    var faults = new ArrayList<String>();
    var end = leaf.getNotAfter().toInstant();
    if (!now.isBefore(end)) {
      faults.add("expired " + days(Duration.between(end, now)) + " ago");
    }
    if (now.isBefore(leaf.getNotBefore().toInstant())) {
      faults.add("is not valid before " + leaf.getNotBefore().toInstant());
    }
    var covered = names(leaf);
    var missing =
        use.names().stream()
            .filter(Names::isExact)
            .filter(each -> covered.stream().noneMatch(name -> Names.covers(name, each)))
            .toList();
    if (!missing.isEmpty()) {
      faults.add("does not cover " + String.join(", ", missing));
    }
    return faults;
  }

  private static String days(Duration duration) {
    return duration.toDays() == 1 ? "1 day" : duration.toDays() + " days";
  }

  private Optional<String> keyFault(Use use, X509Certificate leaf) {
    if (use.keyFile().isEmpty()) {
      return Optional.empty();
    }
    var key = use.keyFile().get();
    try {
      return switch (files.match(key, leaf)) {
        case PAIR, ENCRYPTED -> Optional.empty();
        case STRANGERS ->
            Optional.of(key + " is not the key of " + use.certificateFile().orElse(key));
      };
    } catch (IOException unreadable) {
      return Optional.of(Reading.sentence(key, unreadable));
    }
  }

  private Optional<X509Certificate> leafIn(Path file) {
    try {
      return Optional.of(files.leaf(file));
    } catch (IOException noCertificate) {
      return Optional.empty(); // a key, or nothing yet
    }
  }

  /// Subject alternative names: DNS names and addresses, as they stand in the certificate.
  static List<String> names(X509Certificate leaf) {
    try {
      return Optional.ofNullable(leaf.getSubjectAlternativeNames())
          .map(Collection::stream)
          .orElseGet(Stream::of)
          .filter(each -> each.getFirst().equals(DNS) || each.getFirst().equals(ADDRESS))
          .map(each -> String.valueOf(each.getLast()).toLowerCase(Locale.ROOT))
          .toList();
    } catch (CertificateParsingException damaged) {
      return List.of();
    }
  }
}
