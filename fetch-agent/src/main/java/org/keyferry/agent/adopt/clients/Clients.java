package org.keyferry.agent.adopt.clients;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.keyferry.agent.adopt.host.HostRoot;
import org.keyferry.agent.adopt.host.Place;
import org.keyferry.agent.adopt.host.Reading;
import org.keyferry.agent.adopt.host.Remark;

/// Finds what the clients of a host renew, in the places where they keep it.
public final class Clients {

  private static final int LARGEST = 1 << 18;
  private static final Pattern ASSIGNMENT =
      Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*?)\\s*");

  private final HostRoot host;
  private final List<Renewal> renewals = new ArrayList<>();
  private final List<Remark> remarks = new ArrayList<>();

  private Clients(HostRoot host) {
    this.host = host;
  }

  public static Clients of(HostRoot host) {
    var clients = new Clients(host);
    clients.certbot(Path.of("/etc/letsencrypt"));
    clients.dehydrated();
    for (var home : clients.homes()) {
      clients.acmeSh(home.resolve(".acme.sh"));
      clients.lego(home.resolve(".lego"));
    }
    for (var each : List.of("/etc/acme.sh", "/var/lib/acme.sh")) {
      clients.acmeSh(Path.of(each));
    }
    for (var each : List.of("/etc/lego", "/var/lib/lego", "/.lego")) {
      clients.lego(Path.of(each));
    }
    return clients;
  }

  public List<Renewal> renewals() {
    return List.copyOf(renewals);
  }

  public List<Remark> remarks() {
    return List.copyOf(remarks);
  }

  /// Who puts this file where it is: the client names it, or it is reached through the same links.
  public Optional<Renewal> of(Path file) {
    return renewals.stream()
        .filter(each -> each.files().contains(file))
        .findFirst()
        .or(() ->
            real(file)
                .flatMap(real ->
                    renewals.stream()
                        .filter(each ->
                            each.files().stream()
                                .anyMatch(one -> real(one).equals(Optional.of(real))))
                        .findFirst()));
  }

  /// `renewal/NAME.conf` names the four files of a lineage.
  private void certbot(Path directory) {
    for (var name : names(directory.resolve("renewal"))) {
      if (name.endsWith(".conf")) {
        var lineage = name.substring(0, name.length() - ".conf".length());
        var record = directory.resolve("renewal").resolve(name);
        var said = assignments(record);
        var live = directory.resolve("live").resolve(lineage);
        var files = new ArrayList<Path>();
        for (var each : List.of("fullchain", "cert", "privkey", "chain")) {
          files.add(absolute(said.get(each)).orElse(live.resolve(each + ".pem")));
        }
        renewals.add(
            new Renewal(
                "certbot", lineage, record, files, "certbot delete --cert-name " + lineage));
      }
    }
  }

  /// `DOMAIN/DOMAIN.conf`, `DOMAIN_ecc/DOMAIN.conf`; it says where `--install-cert` copies to.
  private void acmeSh(Path directory) {
    var home =
        absolute(assignments(directory.resolve("account.conf")).get("CERT_HOME")).orElse(directory);
    for (var name : names(home)) {
      var domain =
          name.endsWith("_ecc") ? name.substring(0, name.length() - "_ecc".length()) : name;
      var own = home.resolve(name);
      var record = own.resolve(domain + ".conf");
      if (host.isFile(record)) {
        var said = assignments(record);
        var files = new ArrayList<Path>();
        for (var each :
            List.of(
                "Le_RealFullChainPath", "Le_RealCertPath", "Le_RealKeyPath", "Le_RealCACertPath")) {
          absolute(said.get(each)).ifPresent(files::add);
        }
        files.add(own.resolve("fullchain.cer"));
        files.add(own.resolve(domain + ".cer"));
        files.add(own.resolve(domain + ".key"));
        files.add(own.resolve("ca.cer"));
        renewals.add(
            new Renewal(
                "acme.sh",
                name,
                record,
                files,
                "acme.sh --remove -d " + domain + (domain.equals(name) ? "" : " --ecc")));
      }
    }
  }

  /// A directory for each certificate below `CERTDIR`.
  private void dehydrated() {
    for (var configuration :
        List.of("/etc/dehydrated/config", "/usr/local/etc/dehydrated/config")) {
      var record = Path.of(configuration);
      if (!host.isFile(record)) {
        continue;
      }
      var said = new HashMap<>(assignments(record));
      for (var name : names(record.resolveSibling("conf.d"))) {
        if (name.endsWith(".sh")) {
          said.putAll(assignments(record.resolveSibling("conf.d").resolve(name)));
        }
      }
      var base = absolute(said.get("BASEDIR")).orElse(record.resolveSibling("").normalize());
      var certificates =
          Optional.ofNullable(said.get("CERTDIR"))
              .map(each -> each.replaceAll("\\$\\{?BASEDIR\\}?", base.toString()))
              .flatMap(Clients::absolute)
              .orElse(base.resolve("certs"));
      for (var name : names(certificates)) {
        var own = certificates.resolve(name);
        if (host.isDirectory(own)) {
          renewals.add(
              new Renewal(
                  "dehydrated",
                  name,
                  record,
                  List.of(
                      own.resolve("fullchain.pem"),
                      own.resolve("cert.pem"),
                      own.resolve("privkey.pem"),
                      own.resolve("chain.pem")),
                  "take its line out of domains.txt, then: dehydrated --cleanup"));
        }
      }
    }
  }

  /// `certificates/NAME.json` beside `NAME.crt` and `NAME.key`.
  private void lego(Path directory) {
    var certificates = directory.resolve("certificates");
    for (var file : names(certificates)) {
      if (file.endsWith(".json")) {
        var name = file.substring(0, file.length() - ".json".length());
        renewals.add(
            new Renewal(
                "lego",
                name,
                certificates.resolve(file),
                List.of(
                    certificates.resolve(name + ".crt"),
                    certificates.resolve(name + ".key"),
                    certificates.resolve(name + ".pem"),
                    certificates.resolve(name + ".issuer.crt")),
                "take `lego renew` for it out of cron or the timer"));
      }
    }
  }

  private List<Path> homes() {
    var homes = new ArrayList<Path>();
    homes.add(Path.of("/root"));
    names(Path.of("/home")).forEach(each -> homes.add(Path.of("/home", each)));
    return homes;
  }

  private Map<String, String> assignments(Path file) {
    var said = new HashMap<String, String>();
    if (host.isFile(file)) {
      try {
        new String(host.read(file, LARGEST), StandardCharsets.UTF_8)
            .lines()
            .map(ASSIGNMENT::matcher)
            .filter(Matcher::matches)
            .forEach(each -> said.put(each.group(1), unquoted(each.group(2))));
      } catch (IOException failure) {
        remarks.add(new Remark(Place.of(file), Reading.sentence(file, failure)));
      }
    }
    return said;
  }

  private List<String> names(Path directory) {
    try {
      return host.names(directory);
    } catch (IOException failure) {
      remarks.add(new Remark(Place.of(directory), Reading.sentence(directory, failure)));
      return List.of();
    }
  }

  private Optional<Path> real(Path file) {
    try {
      return host.real(file);
    } catch (IOException goesRound) {
      return Optional.empty();
    }
  }

  private static Optional<Path> absolute(@Nullable String text) {
    return text != null && text.startsWith("/") && text.indexOf('\0') < 0
        ? Optional.of(Path.of(text).normalize())
        : Optional.empty();
  }

  private static String unquoted(String text) {
    var quoted =
        text.length() > 1
            && (text.startsWith("'") || text.startsWith("\""))
            && text.charAt(text.length() - 1) == text.charAt(0);
    return quoted ? text.substring(1, text.length() - 1) : text;
  }
}
