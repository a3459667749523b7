package org.keyferry.repository.issuance.dns;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Comparator;
import java.util.Map;
import org.jboss.logging.Logger;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.repository.issuance.NameServer;
import org.xbill.DNS.Name;
import org.xbill.DNS.Resolver;

/// [NameServer]: finds where a record is to stand, and the keeper of the zone there.
@ApplicationScoped
class NameServers implements NameServer {

  private static final Logger LOG = Logger.getLogger(NameServers.class);
  private static final String LABEL = "_acme-challenge"; // RFC 8555 §8.4

  private final Dns01Config config;
  private final DnsQuestions questions;
  private final DnsAuthoritativeServers servers;
  private final ObjectMapper json;

  NameServers(
      Dns01Config config,
      DnsQuestions questions,
      DnsAuthoritativeServers servers,
      ObjectMapper json) {
    this.config = config;
    this.questions = questions;
    this.servers = servers;
    this.json = json;
  }

  void requireWhole(@Observes StartupEvent event) {
    UpdateServer.of(config).requireWhole();
    config.zones().forEach(this::requireWhole);
  }

  private void requireWhole(String name, Dns01Config.Zone zone) {
    var setting = settingOf(name);
    switch (zone.kind()) {
      case RFC2136 -> {
        if (zone.server().isEmpty()) {
          throw new IllegalStateException(setting + ".server must be set");
        }
        UpdateServer.of(setting, name, zone, config.timeout()).requireWhole();
      }
      case ACME_DNS -> AcmeDnsKeeper.requireWhole(setting, zone);
      case EXEC -> ExecKeeper.requireWhole(setting, zone, config);
    }
  }

  @Override
  public void add(DnsName name, String text) {
    var owner = ownerOf(name);
    keeperOf(owner).add(owner, text);
    LOG.infof("challenge record added owner=%s", owner);
  }

  @Override
  public boolean shows(DnsName name, String text) {
    var owner = ownerOf(name);
    return keeperOf(owner).shows(owner, text);
  }

  @Override
  public void remove(DnsName name, String text) {
    var owner = ownerOf(name);
    keeperOf(owner).remove(owner, text);
    LOG.infof("challenge record removed owner=%s", owner);
  }

  /// Where the record for a name stands: at `_acme-challenge`, or where CNAMEs lead from there.
  private Name ownerOf(DnsName name) {
    return questions.follow(resolver(), DnsQuestions.nameOf(LABEL + "." + name + "."));
  }

  private Resolver resolver() {
    return config
        .resolver()
        .<Resolver>map(
            text -> DnsQuestions.resolverAt(text, "keyferry.dns01.resolver", config.timeout()))
        .orElseGet(questions::resolver);
  }

  /// Of the zones in the settings the smallest around the name; else the name server of all others.
  private Keeper keeperOf(Name owner) {
    return config.zones().entrySet().stream()
        .filter(each -> owner.subdomain(zoneNameOf(each.getKey())))
        .max(Comparator.comparingInt(each -> zoneNameOf(each.getKey()).labels()))
        .map(this::keeperOf)
        .orElseGet(() -> new Rfc2136Keeper(UpdateServer.of(config), questions));
  }

  private Keeper keeperOf(Map.Entry<String, Dns01Config.Zone> zone) {
    var settings = zone.getValue();
    return switch (settings.kind()) {
      case RFC2136 ->
          new Rfc2136Keeper(
              UpdateServer.of(settingOf(zone.getKey()), zone.getKey(), settings, config.timeout()),
              questions);
      case ACME_DNS -> new AcmeDnsKeeper(settings, config.timeout(), servers, json);
      case EXEC ->
          new ExecKeeper(
              config.hooks().orElseThrow(),
              settings.program().orElseThrow(),
              config.hookTimeout(),
              servers::anyShows);
    };
  }

  private static String settingOf(String zone) {
    return "keyferry.dns01.zones.\"" + Printable.of(zone) + "\"";
  }

  private static Name zoneNameOf(String zone) {
    return DnsQuestions.nameOf(zone.endsWith(".") ? zone : zone + ".");
  }
}
