package org.keyferry.agent.adopt.apache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.keyferry.agent.adopt.apache.Scope.Setting;
import org.keyferry.agent.adopt.host.ConfigurationFile;
import org.keyferry.agent.adopt.host.Glob;
import org.keyferry.agent.adopt.host.Listen;
import org.keyferry.agent.adopt.host.Place;
import org.keyferry.agent.adopt.host.Reading;
import org.keyferry.agent.adopt.host.Server;
import org.keyferry.agent.adopt.host.Use;
import org.keyferry.agent.adopt.host.Way;

/// Which certificates an Apache presents where. For one pass.
public final class ApacheReader {

  private static final int LARGEST_ENVIRONMENT = 1 << 16;
  private static final int MOST_LINES = 500_000;

  /// Compiled into Debian's and Red Hat's programs.
  private static final List<String> BUILT_IN =
      List.of(
          "core", "so", "http_core", "http", "watchdog", "log_config", "logio", "version", "unixd");

  /// Sections in which no certificate can be set.
  private static final Set<String> DIRECTORIES =
      Set.of(
          "directory",
          "directorymatch",
          "location",
          "locationmatch",
          "files",
          "filesmatch",
          "proxy",
          "proxymatch",
          "limit",
          "limitexcept",
          "if",
          "elseif",
          "else",
          "requireall",
          "requireany",
          "requirenone");

  private final Reading reading;
  private final Path main;
  private final Variables variables = new Variables();
  private final Set<String> modules = new HashSet<>();
  private final Deque<Section> sections = new ArrayDeque<>();
  private final List<String> listens = new ArrayList<>();
  private final List<Setting> managed = new ArrayList<>();
  private final Scope mainServer;
  private final List<Scope> hosts = new ArrayList<>();
  private Path serverRoot;
  private Scope scope;
  private int lines;

  /// @param main such as `/etc/apache2/apache2.conf`
  public ApacheReader(Reading reading, Path main) {
    this.reading = reading;
    this.main = main;
    this.serverRoot = serverRootOf(main);
    this.mainServer = new Scope(Place.of(main), List.of());
    this.scope = mainServer;
    BUILT_IN.forEach(this::load);
  }

  /// Where relative paths start from until `ServerRoot` says otherwise: Debian has its main file
  /// there, Red Hat and httpd.apache.org in `conf`.
  public static Path serverRootOf(Path main) {
    var directory = main.resolveSibling("").normalize();
    return directory.endsWith("conf") ? directory.resolveSibling("").normalize() : directory;
  }

  public List<Use> read() {
    var environment = main.resolveSibling("envvars");
    if (reading.host().isFile(environment)) {
      try {
        variables.addEnvironment(reading.host().read(environment, LARGEST_ENVIRONMENT));
      } catch (IOException failure) {
        reading.remark(Place.of(environment), Reading.sentence(environment, failure));
      }
    }
    reading.within(main, Place.of(main), this::file);
    return uses();
  }

  private void file(ConfigurationFile file) {
    var depth = sections.size();
    for (var line : ApacheLine.of(file)) {
      lines++;
      if (lines > MOST_LINES) {
        reading.remark(line.at(), "more than " + MOST_LINES + " lines; the rest is not read");
        break;
      }
      if (line.closes()) {
        close(line, depth);
      } else if (line.opens()) {
        open(line);
      } else if (isActive()) {
        directive(line);
      }
    }
    while (sections.size() > depth) {
      var open = sections.peek();
      reading.remark(open.line().at(), "<" + open.name() + "> is not closed in this file");
      leave();
    }
  }

  private boolean isActive() {
    return sections.isEmpty() || sections.peek().active();
  }

  private void open(ApacheLine line) {
    var name = line.name();
    var arguments = isActive() ? line.arguments(variables::resolve) : List.<String>of();
    var before = scope;
    var active = isActive() && holds(line, name, arguments);
    if (active && name.equals("virtualhost")) {
      if (before == mainServer) {
        scope = new Scope(line.at(), arguments);
        hosts.add(scope);
      } else {
        reading.remark(line.at(), "<VirtualHost> stands within another; it is not read");
        active = false;
      }
    }
    sections.push(new Section(name, line, active, before));
  }

  private boolean holds(ApacheLine line, String name, List<String> arguments) {
    var test = arguments.isEmpty() ? "" : arguments.getFirst();
    return switch (name) {
      case "ifmodule" -> is(test, modules::contains);
      case "ifdefine" -> is(test, variables::isDefined);
      case "iffile" -> is(test, each -> reading.host().isFile(resolve(each)));
      case "ifversion", "ifdirective", "ifsection" -> {
        reading.remark(line.at(), "<" + name + "> is taken to hold; this program cannot tell");
        yield true;
      }
      case "macro" -> {
        reading.remark(line.at(), "macros are not followed: what `Use` makes of this is not shown");
        yield false;
      }
      default -> true;
    };
  }

  private static boolean is(String test, Predicate<String> predicate) {
    return test.startsWith("!") ? !predicate.test(test.substring(1)) : predicate.test(test);
  }

  private void close(ApacheLine line, int depth) {
    if (sections.size() > depth && sections.peek().name().equals(line.name())) {
      leave();
      return;
    }
    var open = sections.stream().limit(sections.size() - (long) depth).map(Section::name).toList();
    if (!open.contains(line.name())) {
      reading.remark(line.at(), "</" + line.name() + "> closes nothing");
      return;
    }
    reading.remark(
        line.at(), "</" + line.name() + "> comes before the end of <" + open.getFirst() + ">");
    while (!sections.peek().name().equals(line.name())) {
      leave();
    }
    leave();
  }

  private void leave() {
    scope = sections.pop().outside();
  }

  private void directive(ApacheLine line) {
    var arguments = line.arguments(variables::resolve);
    if (arguments.isEmpty()) {
      return;
    }
    var first = arguments.getFirst();
    switch (line.name()) {
      case "include" -> include(line, first, Missing.REMARKED);
      case "includeoptional" -> include(line, first, Missing.EXPECTED);
      case "define" -> variables.define(first, arguments.size() > 1 ? arguments.get(1) : "");
      case "undefine" -> variables.undefine(first);
      case "loadmodule" -> loadModule(arguments);
      case "serverroot" -> serverRoot = Path.of("/").resolve(ConfigurationFile.pathOf(first));
      case "listen" -> listens.add(first);
      case "mdomain" -> arguments.forEach(each -> managed.add(new Setting(each, line)));
      default -> setting(line, first, arguments);
    }
  }

  private void setting(ApacheLine line, String first, List<String> arguments) {
    if (sections.stream().anyMatch(each -> DIRECTORIES.contains(each.name()))) {
      return;
    }
    var setting = new Setting(first, line);
    switch (line.name()) {
      case "servername" ->
          scope.names.add(0, first.replaceFirst("^[a-z]+://", "").replaceFirst(":[0-9]+$", ""));
      case "serveralias" -> scope.names.addAll(arguments);
      case "sslengine" -> scope.setSecure(first);
      case "sslcertificatefile" -> scope.certificates.add(setting);
      case "sslcertificatekeyfile" -> scope.keys.add(setting);
      case "sslcertificatechainfile" -> scope.setChain(setting);
      default -> {
        // says nothing about certificates
      }
    }
  }

  private void loadModule(List<String> arguments) {
    modules.add(arguments.getFirst());
    if (arguments.size() > 1) {
      var file = arguments.get(1).replaceFirst("^.*/", "");
      modules.add(file.replaceFirst("\\.so$", ".c"));
    }
  }

  private void load(String module) {
    modules.add(module + "_module");
    modules.add("mod_" + module + ".c");
    modules.add(module + ".c");
  }

  private void include(ApacheLine line, String name, Missing missing) {
    var path = resolve(name);
    try {
      var found = Glob.isPattern(name) ? Glob.paths(reading.host(), path) : List.of(path);
      if (!Glob.isPattern(name) && reading.host().real(path).isEmpty()) {
        found = List.of();
      }
      if (found.isEmpty() && missing == Missing.REMARKED) {
        reading.remark(
            line.at(), Glob.isPattern(name) ? "nothing matches " + path : path + " does not exist");
      }
      for (var each : found) {
        all(each, line);
      }
    } catch (IOException failure) {
      reading.remark(line.at(), Reading.sentence(path, failure));
    }
  }

  /// A directory stands for the files in it and below it.
  private void all(Path path, ApacheLine line) throws IOException {
    if (!reading.host().isDirectory(path)) {
      reading.within(path, line.at(), this::file);
      return;
    }
    if (path.getNameCount() > main.getNameCount() + 16) {
      reading.remark(line.at(), path + " is nested too deep and is not read");
      return;
    }
    for (var name : reading.host().names(path)) {
      all(path.resolve(name), line);
    }
  }

  private Path resolve(String value) {
    return serverRoot.resolve(ConfigurationFile.pathOf(value)).normalize();
  }

  private List<Use> uses() {
    var uses = new ArrayList<Use>();
    var seen = new HashSet<String>();
    if (hosts.isEmpty()) {
      uses.addAll(usesOf(mainServer, true));
    }
    for (var host : hosts) {
      // the first virtual host of an address answers for names that no other has
      var first =
          host.addresses.stream()
              .map(each -> each.replace("_default_", "*"))
              .map(seen::add)
              .reduce(true, Boolean::logicalAnd);
      uses.addAll(usesOf(host, first));
    }
    return uses;
  }

  private List<Use> usesOf(Scope host, boolean first) {
    if (!host.secure().or(mainServer::secure).orElse(false)) {
      return List.of();
    }
    var names = host.names.stream().map(ConfigurationFile::readable).distinct().toList();
    var listening = listening(host);
    var certificates = merged(host, each -> each.certificates);
    var keys = merged(host, each -> each.keys);
    if (certificates.isEmpty()) {
      return List.of(withoutFile(host, listening, names, first));
    }
    return IntStream.range(0, certificates.size())
        .mapToObj(at -> {
          var certificate = certificates.get(at);
          var key = at < keys.size() ? Optional.of(keys.get(at)) : Optional.<Setting>empty();
          var path = resolve(certificate.value());
          return new Use(
              Server.apache,
              host.at,
              listening,
              names,
              first,
              ConfigurationFile.readable(certificate.value()),
              Optional.of(path),
              Optional.of(key.map(each -> resolve(each.value())).orElse(path)),
              way(host, certificate, key));
        })
        .toList();
  }

  private Use withoutFile(Scope host, List<Listen> listening, List<String> names, boolean first) {
    var domain = managed.stream().filter(each -> names.contains(each.value())).findFirst();
    if (domain.isEmpty()) {
      reading.remark(host.at, "has SSLEngine on and no SSLCertificateFile");
    }
    return new Use(
        Server.apache,
        host.at,
        listening,
        names,
        first,
        domain.isPresent() ? "(mod_md)" : "",
        Optional.empty(),
        Optional.empty(),
        new Way.None(
            domain
                .map(each ->
                    "is obtained by Apache itself (MDomain at "
                        + each.line().at()
                        + "); remove MDomain and name files first")
                .orElse("has no SSLCertificateFile; Apache does not start with it until it has"),
            List.of()));
  }

  /// What the host has of its own takes the place of what the main server has, one by one; what is
  /// left of the main server's follows (`modssl_ctx_cfg_merge_certkeys_array`).
  private List<Setting> merged(Scope host, Function<Scope, List<Setting>> settings) {
    var own = settings.apply(host);
    if (host == mainServer) {
      return own;
    }
    var inherited = settings.apply(mainServer);
    return Stream.concat(own.stream(), inherited.stream().skip(own.size())).toList();
  }

  private Way way(Scope host, Setting certificate, Optional<Setting> key) {
    var home = host.certificates.contains(certificate) ? host : mainServer;
    if (key.isPresent() && !home.keys.contains(key.get())) {
      return new Way.None(
          "and its key are set in different places ("
              + certificate.line().at()
              + " and "
              + key.get().line().at()
              + "); put them together first",
          List.of(certificate.line().spot(), key.get().line().spot()));
    }
    var chain = host.chain().or(mainServer::chain);
    if (chain.isPresent() && !chain.equals(home.chain())) {
      return new Way.None(
          "would be sent with the SSLCertificateChainFile of "
              + chain.get().line().at()
              + "; put that beside the SSLCertificateFile first",
          Stream.concat(Stream.of(certificate, chain.get()), key.stream())
              .map(each -> each.line().spot())
              .toList());
    }
    return new Way.Edit(
        certificate.line().spot(),
        Stream.concat(key.stream(), home.chain().stream())
            .map(each -> each.line().spot())
            .toList());
  }

  private List<Listen> listening(Scope host) {
    var addresses = host.addresses.isEmpty() ? listens : host.addresses;
    return addresses.stream().flatMap(this::listens).distinct().toList();
  }

  /// `443`, `*:443`, `[::1]:443`, `192.0.2.1`, `_default_:443`. Without a port it is every port
  /// that Apache listens on. For every address means: for those that Apache listens on.
  private Stream<Listen> listens(String address) {
    var host = hostOf(address);
    var port = portOf(address);
    var isAny =
        host.isEmpty() || host.equals("*") || host.equals("_default_") || host.equals("0.0.0.0");
    var heard =
        listens.stream().filter(each -> port.isEmpty() || portOf(each).equals(port)).toList();
    if (heard.isEmpty()) {
      return Stream.of(Listen.tcp(host, port));
    }
    return heard.stream()
        .map(each ->
            new Listen(
                Listen.tcp(host, portOf(each)).shown(),
                Listen.tcp(isAny ? hostOf(each) : host, portOf(each)).probe()));
  }

  private static String hostOf(String address) {
    return address.substring(0, Math.max(0, hostEnd(address))).toLowerCase(Locale.ROOT);
  }

  /// Empty for any.
  private static String portOf(String address) {
    var port = address.substring(hostEnd(address)).replaceFirst("^:", "");
    return port.equals("*") ? "" : port;
  }

  private static int hostEnd(String address) {
    if (address.matches("[0-9]+")) {
      return 0;
    }
    var colon = address.lastIndexOf(':');
    return colon > address.lastIndexOf(']') ? colon : address.length();
  }

  private enum Missing {
    REMARKED,
    EXPECTED
  }

  /// @param active whether what is in it counts
  /// @param outside scope that it stands in
  private record Section(String name, ApacheLine line, boolean active, Scope outside) {}
}
