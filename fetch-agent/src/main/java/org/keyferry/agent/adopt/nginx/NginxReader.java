package org.keyferry.agent.adopt.nginx;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keyferry.agent.adopt.host.ConfigurationFile;
import org.keyferry.agent.adopt.host.Listen;
import org.keyferry.agent.adopt.host.Place;
import org.keyferry.agent.adopt.host.Reading;
import org.keyferry.agent.adopt.host.Server;
import org.keyferry.agent.adopt.host.Use;
import org.keyferry.agent.adopt.host.Way;

/// Which certificates an nginx presents where.
public final class NginxReader {

  private static final List<String> CONTEXTS = List.of("http", "stream", "mail");
  private static final String CERTIFICATE = "ssl_certificate";
  private static final String KEY = "ssl_certificate_key";

  private final Reading reading;
  private final Path main;
  private final Path prefix;

  /// @param main such as `/etc/nginx/nginx.conf`
  public NginxReader(Reading reading, Path main) {
    this.reading = reading;
    this.main = main;
    this.prefix = main.resolveSibling("").normalize();
  }

  public List<Use> read() {
    var uses = new ArrayList<Use>();
    reading.within(
        main,
        Place.of(main),
        file -> {
          for (var directive : NginxText.directives(reading, prefix, file)) {
            if (CONTEXTS.contains(directive.name())) {
              uses.addAll(new Context(directive).uses());
            }
          }
        });
    return uses;
  }

  /// `http`, `stream` or `mail`.
  private final class Context {

    private final Directive context;
    private final List<Directive> servers;
    private final ServerNames variables;
    private final Set<String> secure = new HashSet<>();
    private final Map<String, Directive> first = new HashMap<>();

    Context(Directive context) {
      this.context = context;
      this.servers = context.all("server").toList();
      this.variables = new ServerNames(context);
      for (var server : servers) {
        for (var listen : listens(server)) {
          if (listen.isSecure() || isOn(server, "ssl")) {
            secure.add(listen.key());
          }
          if (listen.isDefault()) {
            first.put(listen.key(), server);
          }
        }
      }
      for (var server : servers) {
        listens(server).forEach(listen -> first.putIfAbsent(listen.key(), server));
      }
    }

    List<Use> uses() {
      var uses = new ArrayList<Use>();
      for (var server : servers) {
        var listens = listens(server).stream().filter(this::isServed).toList();
        var startTls = server.block().stream().anyMatch(NginxReader::isStartTls);
        if (!listens.isEmpty() || startTls) {
          uses.addAll(usesOf(server, listens.isEmpty() ? listens(server) : listens, startTls));
        }
      }
      return uses;
    }

    private boolean isServed(NginxListen listen) {
      return secure.contains(listen.key());
    }

    private boolean isOn(Directive server, String name) {
      return server.all(name).findAny().isPresent() ? server.isOn(name) : context.isOn(name);
    }

    private List<Use> usesOf(Directive server, List<NginxListen> listens, boolean startTls) {
      var names =
          server
              .all("server_name")
              .flatMap(each -> each.arguments().stream())
              .map(ConfigurationFile::readable)
              .toList();
      var block =
          new Block(
              server.at(),
              listens.stream().map(each -> each.shown(startTls)).toList(),
              names,
              listens.stream().allMatch(each -> server.equals(first.get(each.key()))));
      var certificates = effective(server, CERTIFICATE);
      if (certificates.isEmpty() && !isOn(server, "ssl_reject_handshake")) {
        reading.remark(server.at(), "takes TLS connections and has no ssl_certificate");
      }
      var uses = new ArrayList<Use>();
      var keys = effective(server, KEY);
      for (var at = 0; at < certificates.size(); at++) {
        var certificate = certificates.get(at);
        if (at < keys.size()) {
          uses.addAll(pair(block, certificate, keys.get(at)));
        } else {
          uses.add(
              block.use(
                  certificate.argument(),
                  pathOf(certificate.argument()),
                  Optional.empty(),
                  names,
                  new Way.None(
                      "has no ssl_certificate_key; nginx does not start with it until it has",
                      List.of(certificate.spot()))));
        }
      }
      return uses;
    }

    /// What the server block has of its own, else what it inherits.
    private List<Directive> effective(Directive server, String name) {
      var own = server.all(name).toList();
      return own.isEmpty() ? context.all(name).toList() : own;
    }

    private List<Use> pair(Block block, Directive certificate, Directive key) {
      var way = way(certificate, key);
      if (!ServerNames.hasVariable(certificate.argument())) {
        return List.of(
            block.use(
                certificate.argument(),
                pathOf(certificate.argument()),
                pathOf(key.argument()),
                block.names(),
                way));
      }
      var choices = variables.choices(certificate.argument(), block.names());
      if (choices.isEmpty()) {
        return List.of(
            block.use(
                certificate.argument(), Optional.empty(), Optional.empty(), block.names(), way));
      }
      var told = choices.stream().flatMap(each -> each.names().stream()).toList();
      var untold = block.names().stream().filter(each -> !told.contains(each)).toList();
      if (!untold.isEmpty()) {
        reading.remark(
            certificate.at(),
            "which file is meant for "
                + String.join(", ", untold)
                + " is known only while a client connects");
      }
      var keys = new LinkedHashMap<List<String>, String>();
      variables
          .choices(key.argument(), block.names())
          .forEach(each -> keys.putIfAbsent(each.names(), each.value()));
      return choices.stream()
          .map(choice ->
              block.use(
                  choice.value(),
                  pathOf(choice.value()),
                  Optional.ofNullable(keys.get(choice.names())).flatMap(NginxReader.this::pathOf),
                  choice.names(),
                  way))
          .toList();
    }

    private Way way(Directive certificate, Directive key) {
      if (ServerNames.hasVariable(certificate.argument())
          || ServerNames.hasVariable(key.argument())) {
        return new Way.None(
            "is chosen by a variable while a client connects; give each name a server block of its"
                + " own, with plain paths",
            List.of(certificate.spot(), key.spot()));
      }
      if (isInline(certificate) || isInline(key)) {
        return new Way.None(
            "stands in the configuration or in an engine, not in a file; name a file first",
            List.of(certificate.spot(), key.spot()));
      }
      var together = context.block().contains(certificate) == context.block().contains(key);
      return together
          ? new Way.Edit(certificate.spot(), List.of(key.spot()))
          : new Way.None(
              "and its key are set in different blocks ("
                  + certificate.at()
                  + " and "
                  + key.at()
                  + "); put them together first",
              List.of(certificate.spot(), key.spot()));
    }
  }

  private Optional<Path> pathOf(String value) {
    return value.isEmpty() || isInline(value)
        ? Optional.empty()
        : Optional.of(prefix.resolve(ConfigurationFile.pathOf(value)).normalize());
  }

  private static boolean isInline(Directive directive) {
    return isInline(directive.argument());
  }

  private static boolean isInline(String value) {
    return value.startsWith("data:") || value.startsWith("engine:") || value.startsWith("store:");
  }

  private static boolean isStartTls(Directive directive) {
    return directive.name().equals("starttls")
        && (directive.argument().equals("on") || directive.argument().equals("only"));
  }

  private static List<NginxListen> listens(Directive server) {
    var listens = server.all("listen").map(NginxListen::of).toList();
    return listens.isEmpty() ? List.of(NginxListen.STANDARD) : listens;
  }

  private record Block(Place at, List<Listen> listens, List<String> names, boolean first) {

    Use use(
        String certificate,
        Optional<Path> certificateFile,
        Optional<Path> keyFile,
        List<String> names,
        Way way) {
      return new Use(
          Server.nginx,
          at,
          listens,
          names,
          first,
          ConfigurationFile.readable(certificate),
          certificateFile,
          keyFile,
          way);
    }
  }
}
