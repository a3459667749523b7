package org.keyferry.agent.adopt.haproxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keyferry.agent.adopt.haproxy.HaproxyLine.Variable;
import org.keyferry.agent.adopt.haproxy.HaproxyLine.Word;
import org.keyferry.agent.adopt.host.ConfigurationFile;
import org.keyferry.agent.adopt.host.HostRoot;
import org.keyferry.agent.adopt.host.Listen;
import org.keyferry.agent.adopt.host.Place;
import org.keyferry.agent.adopt.host.Reading;
import org.keyferry.agent.adopt.host.Server;
import org.keyferry.agent.adopt.host.Spot;
import org.keyferry.agent.adopt.host.Use;
import org.keyferry.agent.adopt.host.Way;

/// Which certificates an HAProxy presents where. For one pass.
public final class HaproxyReader {

  private static final int LARGEST_PEM = 1 << 20;
  private static final Set<String> SECTIONS =
      Set.of(
          "global",
          "defaults",
          "frontend",
          "backend",
          "listen",
          "peers",
          "resolvers",
          "userlist",
          "mailers",
          "cache",
          "program",
          "http-errors",
          "ring",
          "log-forward",
          "log-profile",
          "fcgi-app",
          "crt-store",
          "traces",
          "acme");

  /// Parameters of `bind` that take a value, which may read like another parameter.
  private static final Set<String> WITH_VALUE =
      Set.of(
          "name",
          "ciphers",
          "ciphersuites",
          "alpn",
          "npn",
          "ca-file",
          "ca-verify-file",
          "crl-file",
          "curves",
          "ecdhe",
          "interface",
          "level",
          "maxconn",
          "mode",
          "nice",
          "process",
          "proto",
          "severity-output",
          "sigalgs",
          "client-sigalgs",
          "ssl-min-ver",
          "ssl-max-ver",
          "tcp-ut",
          "thread",
          "tls-ticket-keys",
          "uid",
          "gid",
          "user",
          "group",
          "verify",
          "backlog",
          "id",
          "mss",
          "namespace",
          "crt-ignore-err",
          "ca-ignore-err",
          "ca-sign-file",
          "ca-sign-pass",
          "nbconn",
          "guid-prefix",
          "shards",
          "quic-cc-algo",
          "quic-socket");

  private static final List<String> BUNDLE = List.of(".rsa", ".ecdsa", ".dsa");
  private static final List<String> BESIDE = List.of(".key", ".issuer", ".ocsp", ".sctl");

  private final Reading reading;
  private final HostRoot host;
  private final List<Path> files;
  private final Map<String, String> environment;
  private final Map<String, Loaded> stores = new HashMap<>();
  private final List<Use> uses = new ArrayList<>();
  private String section = "";
  private String store = "";
  private Optional<String> certificateBase = Optional.empty();
  private Optional<String> keyBase = Optional.empty();
  private Optional<String> storeBase = Optional.empty();
  private Optional<String> storeKeyBase = Optional.empty();
  private boolean keyNamedByReplacing;

  /// @param files as behind `-f`; a directory stands for the `.cfg` files in it
  /// @param environment that HAProxy is started with
  public HaproxyReader(Reading reading, List<Path> files, Map<String, String> environment) {
    this.reading = reading;
    this.host = reading.host();
    this.files = List.copyOf(files);
    this.environment = new HashMap<>(environment);
  }

  public List<Use> read() {
    for (var each : files) {
      if (host.isDirectory(each)) {
        try {
          host.names(each).stream()
              .filter(name -> name.endsWith(".cfg") && !name.startsWith("."))
              .forEach(name -> read(each.resolve(name)));
        } catch (IOException failure) {
          reading.remark(Place.of(each), Reading.sentence(each, failure));
        }
      } else {
        read(each);
      }
    }
    return List.copyOf(uses);
  }

  private void read(Path path) {
    reading.within(
        path, Place.of(path), file -> HaproxyLine.Lines.forEach(file, this::valueOf, this::line));
  }

  private String valueOf(Variable variable) {
    var value = environment.get(variable.name());
    if (value == null && variable.standard().isEmpty() && !variable.name().startsWith(".")) {
      reading.remark(variable.at(), "the variable " + variable.name() + " is not known here");
    }
    return value == null ? variable.standard() : value;
  }

  private void line(HaproxyLine line) {
    var word = line.first();
    if (SECTIONS.contains(word)) {
      section = word;
      store = line.words().size() > 1 ? line.words().get(1).text() : "";
      storeBase = Optional.empty();
      storeKeyBase = Optional.empty();
      return;
    }
    if (word.equals(".if")) {
      reading.remark(
          line.at(), "conditions are not evaluated: what stands in all branches is shown");
      return;
    }
    switch (section) {
      case "global" -> global(line);
      case "crt-store" -> crtStore(line);
      default -> {
        if (word.equals("bind") && line.words().size() > 1) {
          bind(line);
        }
      }
    }
  }

  private void global(HaproxyLine line) {
    var arguments = line.arguments().stream().map(Word::text).toList();
    var first = arguments.isEmpty() ? "" : arguments.getFirst();
    var second = arguments.size() > 1 ? arguments.get(1) : "";
    switch (line.first()) {
      case "crt-base" -> certificateBase = Optional.of(first);
      case "key-base" -> keyBase = Optional.of(first);
      case "setenv" -> environment.put(first, second);
      case "presetenv" -> environment.putIfAbsent(first, second);
      case "unsetenv" -> arguments.forEach(environment::remove);
      case "resetenv" -> environment.keySet().retainAll(arguments);
      case "ssl-load-extra-del-ext" -> keyNamedByReplacing = true;
      default -> {
        // says nothing about certificates
      }
    }
  }

  private void crtStore(HaproxyLine line) {
    var words = line.words();
    switch (line.first()) {
      case "crt-base" ->
          storeBase = words.size() > 1 ? Optional.of(words.get(1).text()) : storeBase;
      case "key-base" ->
          storeKeyBase = words.size() > 1 ? Optional.of(words.get(1).text()) : storeKeyBase;
      case "load" -> load(line);
      default -> {
        // nothing that names a certificate
      }
    }
  }

  private void load(HaproxyLine line) {
    var certificate = Optional.<Word>empty();
    var key = Optional.<Word>empty();
    var keyName = Optional.<Word>empty();
    var alias = Optional.<Word>empty();
    var arguments = line.arguments();
    for (var at = 0; at + 1 < arguments.size(); at += 2) {
      var value = Optional.of(arguments.get(at + 1));
      switch (arguments.get(at).text()) {
        case "crt" -> certificate = value;
        case "key" -> {
          keyName = Optional.of(arguments.get(at));
          key = value;
        }
        case "alias" -> alias = value;
        default -> {
          // other files of the same certificate
        }
      }
    }
    if (certificate.isEmpty()) {
      return;
    }
    var file = certificate.get();
    var path = based(file.text(), storeBase.or(() -> certificateBase));
    var keyFile = key.map(each -> based(each.text(), storeKeyBase.or(() -> keyBase)));
    var remove =
        keyName.isPresent() && key.isPresent()
            ? List.of(new Spot(line.file().real(), keyName.get().start(), key.get().end()))
            : List.<Spot>of();
    var loaded =
        new Loaded(path, keyFile.or(() -> keyOf(path)), new Way.Edit(line.spot(file), remove));
    stores.put("@" + store + "/" + alias.orElse(file).text(), loaded);
  }

  private void bind(HaproxyLine line) {
    var secure = false;
    var strict = false;
    var proxied = false;
    var certificates = new ArrayList<Word>();
    var lists = new ArrayList<Word>();
    var arguments = line.arguments();
    for (var at = 1; at < arguments.size(); at++) {
      var parameter = arguments.get(at).text();
      var value =
          at + 1 < arguments.size() ? Optional.of(arguments.get(at + 1)) : Optional.<Word>empty();
      switch (parameter) {
        case "ssl" -> secure = true;
        case "strict-sni" -> strict = true;
        case "accept-proxy" -> proxied = true;
        case "crt", "default-crt" -> value.ifPresent(certificates::add);
        case "crt-list" -> value.ifPresent(lists::add);
        default -> {
          // says nothing about certificates
        }
      }
      at += WITH_VALUE.contains(parameter) || parameter.startsWith("crt") ? 1 : 0;
    }
    var quic = arguments.getFirst().text().startsWith("quic");
    if (!secure && !quic) {
      return;
    }
    var binding =
        new Binding(line, listens(arguments.getFirst().text(), proxied), strict, uses.size());
    for (var each : certificates) {
      addAll(binding, each.text(), List.of(), new Way.Edit(line.spot(each), List.of()));
    }
    for (var each : lists) {
      list(binding, ConfigurationFile.pathOf(each.text()));
    }
    if (certificates.isEmpty() && lists.isEmpty()) {
      reading.remark(line.at(), "has `ssl` and neither `crt` nor `crt-list`");
    }
  }

  private List<Listen> listens(String addresses, boolean proxied) {
    return Arrays.stream(addresses.split(","))
        .map(each -> proxied ? Listen.unreachable(each + " (PROXY)") : listen(each))
        .toList();
  }

  /// `:443`, `*:443`, `::1:443`, `[::1]:443`, `ipv4@…`, `/a/socket`, `abns@…`, `:8000-8010`.
  private static Listen listen(String address) {
    var at = address.indexOf('@');
    var family = at < 0 ? "" : address.substring(0, at);
    var bare = address.substring(at + 1);
    var colon = bare.lastIndexOf(':');
    var isTcp =
        family.isEmpty()
            || family.equals("ipv4")
            || family.equals("ipv6")
            || family.startsWith("tcp");
    if (!isTcp || colon < 0 || bare.startsWith("/")) {
      return Listen.unreachable(family.startsWith("quic") ? bare + " (QUIC)" : address);
    }
    var host = bare.substring(0, colon);
    var port = bare.substring(colon + 1).replaceFirst("-.*$", "");
    var is6 = family.endsWith("6") || host.contains(":");
    if (is6) {
      var inner = host.replace("[", "").replace("]", "");
      return Listen.tcp("[" + (inner.isEmpty() || inner.equals("*") ? "::" : inner) + "]", port);
    }
    return Listen.tcp(host, port);
  }

  private void list(Binding binding, Path path) {
    reading.within(
        path,
        binding.line().at(),
        file -> {
          for (var entry : CrtList.entries(file)) {
            addAll(
                new Binding(
                    new HaproxyLine(file, List.of(entry.certificate())),
                    binding.listens(),
                    binding.strict(),
                    binding.firstUse()),
                entry.certificate().text(),
                entry.names(),
                new Way.Edit(
                    new Spot(file.real(), entry.certificate().start(), entry.certificate().end()),
                    List.of()));
          }
        });
  }

  private void addAll(Binding binding, String name, List<String> names, Way way) {
    if (name.startsWith("@")) {
      var loaded = stores.get(name);
      if (loaded == null) {
        reading.remark(binding.line().at(), "no crt-store has " + name);
      } else {
        add(binding, name, Optional.of(loaded.certificate()), loaded.key(), names, loaded.way());
      }
      return;
    }
    var path = based(name, certificateBase);
    if (host.isDirectory(path)) {
      directory(binding, path, names);
      return;
    }
    var bundle = BUNDLE.stream().filter(each -> host.isFile(beside(path, each))).toList();
    if (!host.isFile(path) && !bundle.isEmpty()) {
      for (var each : bundle) {
        var part = beside(path, each);
        add(
            binding,
            name + each,
            Optional.of(part),
            keyOf(part),
            names,
            new Way.None(
                "is a part of the bundle "
                    + path
                    + "; give each of its files a `crt` of its own first",
                way.spots()));
      }
      return;
    }
    add(binding, name, Optional.of(path), keyOf(path), names, way);
  }

  private void directory(Binding binding, Path directory, List<String> names) {
    try {
      for (var name : host.names(directory)) {
        var path = directory.resolve(name);
        if (!name.startsWith(".")
            && BESIDE.stream().noneMatch(name::endsWith)
            && host.isFile(path)) {
          add(binding, path.toString(), Optional.of(path), keyOf(path), names, new Way.InPlace());
        }
      }
    } catch (IOException failure) {
      reading.remark(binding.line().at(), Reading.sentence(directory, failure));
    }
  }

  private void add(
      Binding binding,
      String name,
      Optional<Path> certificate,
      Optional<Path> key,
      List<String> names,
      Way way) {
    uses.add(
        new Use(
            Server.haproxy,
            binding.line().at(),
            binding.listens(),
            names,
            !binding.strict() && uses.size() == binding.firstUse(),
            ConfigurationFile.readable(name),
            certificate,
            key,
            way));
  }

  /// The file itself if a key is in it, else `.key` beside it.
  private Optional<Path> keyOf(Path certificate) {
    try {
      var text = new String(host.read(certificate, LARGEST_PEM), StandardCharsets.ISO_8859_1);
      if (text.contains("PRIVATE KEY-----")) {
        return Optional.of(certificate);
      }
    } catch (IOException unreadable) {
      return Optional.of(certificate);
    }
    var name = certificate.toString();
    var beside =
        keyNamedByReplacing
            ? Path.of(name.replaceFirst("\\.[^./]*$", "") + ".key")
            : beside(certificate, ".key");
    return Optional.of(beside);
  }

  private static Path beside(Path path, String extension) {
    return Path.of(path + extension);
  }

  private static Path based(String name, Optional<String> base) {
    var path = ConfigurationFile.pathOf(name);
    var directory = Path.of("/").resolve(ConfigurationFile.pathOf(base.orElse("")));
    return directory.resolve(path).normalize();
  }

  /// @param line where a certificate is named
  /// @param firstUse number of the first use of the `bind` line
  private record Binding(HaproxyLine line, List<Listen> listens, boolean strict, int firstUse) {}

  /// One `load` of a crt-store.
  private record Loaded(Path certificate, Optional<Path> key, Way way) {}
}
