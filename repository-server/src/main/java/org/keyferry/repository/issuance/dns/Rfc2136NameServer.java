package org.keyferry.repository.issuance.dns;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.jboss.logging.Logger;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.repository.issuance.NameServer;
import org.keyferry.repository.issuance.NameServerFailure;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/// [NameServer] by dynamic update over TCP.
@ApplicationScoped
class Rfc2136NameServer implements NameServer {

  private static final Logger LOG = Logger.getLogger(Rfc2136NameServer.class);
  private static final String LABEL = "_acme-challenge"; // RFC 8555 §8.4
  private static final int SECONDS_TO_LIVE = 60;

  private final Dns01Config config;
  private final DnsQuestions questions;

  Rfc2136NameServer(Dns01Config config, DnsQuestions questions) {
    this.config = config;
    this.questions = questions;
  }

  void requireWhole(@Observes StartupEvent event) {
    if (config.server().isPresent()
        && (config.keyName().isEmpty() || config.secretFile().isEmpty())) {
      throw new IllegalStateException(
          "keyferry.dns01.server is set, so keyferry.dns01.key-name and"
              + " keyferry.dns01.secret-file must be, too");
    }
  }

  @Override
  public void add(DnsName name, String text) {
    var owner = ownerOf(name);
    var update = new Update(zoneOf(owner));
    update.add(recordOf(owner, text));
    send(update);
    LOG.infof("challenge record added owner=%s", owner);
  }

  @Override
  public boolean shows(DnsName name, String text) {
    var owner = ownerOf(name);
    var answer = questions.ask(server(), owner, Type.TXT).getSection(Section.ANSWER);
    return answer.stream()
        .filter(TXTRecord.class::isInstance)
        .map(TXTRecord.class::cast)
        .anyMatch(each -> each.getStrings().equals(List.of(text)));
  }

  @Override
  public void remove(DnsName name, String text) {
    var owner = ownerOf(name);
    var update = new Update(zoneOf(owner));
    update.delete(recordOf(owner, text));
    send(update);
    LOG.infof("challenge record removed owner=%s", owner);
  }

  /// Where the record for a name stands: at `_acme-challenge`, or where CNAMEs lead from there.
  private Name ownerOf(DnsName name) {
    return questions.follow(resolver(), DnsQuestions.nameOf(LABEL + "." + name + "."));
  }

  private Name zoneOf(Name owner) {
    var zone =
        config.zone().map(each -> DnsQuestions.nameOf(each.endsWith(".") ? each : each + "."));
    if (zone.isPresent() && !owner.subdomain(zone.get())) {
      throw new NameServerFailure(
          owner
              + " is not in the zone "
              + zone.get()
              + " of keyferry.dns01: let a CNAME there lead into the zone");
    }
    return zone.orElseGet(() -> authorityOver(owner));
  }

  /// The owner of the SOA record that the server has for a name.
  private Name authorityOver(Name owner) {
    var answer = questions.ask(server(), owner, Type.SOA);
    for (var section : List.of(Section.ANSWER, Section.AUTHORITY)) {
      for (var each : answer.getSection(section)) {
        if (each.getType() == Type.SOA && owner.subdomain(each.getName())) {
          return each.getName();
        }
      }
    }
    throw new NameServerFailure(
        "the name server "
            + address()
            + " has no zone for "
            + owner
            + ": let a CNAME there lead into a zone of it");
  }

  private void send(Update update) {
    var answer = questions.exchange(signingServer(), update);
    if (answer.getRcode() != Rcode.NOERROR) {
      throw new NameServerFailure(
          "the name server "
              + address()
              + " refused an update of "
              + update.getSection(Section.ZONE).getFirst().getName()
              + ": "
              + Rcode.string(answer.getRcode())
              + "; check that the TSIG key may change TXT records there, and the clocks");
    }
  }

  private SimpleResolver signingServer() {
    var server = server();
    server.setTSIGKey(key());
    return server;
  }

  private SimpleResolver server() {
    var host =
        config
            .server()
            .orElseThrow(() ->
                new NameServerFailure(
                    "dns-01 needs a name server that takes updates: set keyferry.dns01.server"));
    var server = DnsQuestions.resolverAt(host, config.port(), config.timeout());
    server.setTCP(true);
    return server;
  }

  private Resolver resolver() {
    return config
        .resolver()
        .<Resolver>map(
            text -> DnsQuestions.resolverAt(text, "keyferry.dns01.resolver", config.timeout()))
        .orElseGet(questions::resolver);
  }

  private TSIG key() {
    var file = config.secretFile().orElseThrow();
    try {
      var secret = Files.readString(file).strip();
      return new TSIG(config.algorithm(), config.keyName().orElseThrow(), secret);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new NameServerFailure(
          "the TSIG secret in "
              + file
              + " cannot be used with "
              + Printable.of(config.algorithm())
              + ": it must be a readable file with base64 in it",
          unreadable);
    }
  }

  private String address() {
    return config.server().orElse("") + ":" + config.port();
  }

  private static TXTRecord recordOf(Name owner, String text) {
    return new TXTRecord(owner, DClass.IN, SECONDS_TO_LIVE, text);
  }
}
