package org.keyferry.repository.issuance.dns;

import java.io.IOException;
import java.util.List;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.repository.custody.SecretFile;
import org.keyferry.repository.issuance.NameServerFailure;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/// A name server, by dynamic update over TCP.
final class Rfc2136Keeper implements Keeper {

  private static final int SECONDS_TO_LIVE = 60;

  private final UpdateServer primary;
  private final DnsQuestions questions;

  Rfc2136Keeper(UpdateServer primary, DnsQuestions questions) {
    this.primary = primary;
    this.questions = questions;
  }

  @Override
  public void add(Name owner, String text) {
    var update = new Update(zoneOf(owner));
    update.add(recordOf(owner, text));
    send(update);
  }

  @Override
  public boolean shows(Name owner, String text) {
    var answer = questions.ask(server(), owner, Type.TXT).getSection(Section.ANSWER);
    return answer.stream()
        .filter(TXTRecord.class::isInstance)
        .map(TXTRecord.class::cast)
        .anyMatch(each -> each.getStrings().equals(List.of(text)));
  }

  @Override
  public void remove(Name owner, String text) {
    var update = new Update(zoneOf(owner));
    update.delete(recordOf(owner, text));
    send(update);
  }

  private Name zoneOf(Name owner) {
    var zone =
        primary.zone().map(each -> DnsQuestions.nameOf(each.endsWith(".") ? each : each + "."));
    if (zone.isPresent() && !owner.subdomain(zone.get())) {
      throw new NameServerFailure(
          owner
              + " is not in the zone "
              + zone.get()
              + " of "
              + primary.setting()
              + ": let a CNAME there lead into the zone");
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
        primary
            .host()
            .orElseThrow(() ->
                new NameServerFailure(
                    "dns-01 needs a name server that takes updates: set "
                        + primary.setting()
                        + ".server"));
    var server = DnsQuestions.resolverAt(host, primary.port(), primary.timeout());
    server.setTCP(true);
    return server;
  }

  private TSIG key() {
    var file = primary.secretFile().orElseThrow();
    try {
      var secret = SecretFile.read(file);
      return new TSIG(primary.algorithm(), primary.keyName().orElseThrow(), secret);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new NameServerFailure(
          "the TSIG secret in "
              + file
              + " cannot be used with "
              + Printable.of(primary.algorithm())
              + ": it must be a readable file with base64 in it ("
              + unreadable.getMessage()
              + ")",
          unreadable);
    }
  }

  private String address() {
    return primary.host().orElse("") + ":" + primary.port();
  }

  private static TXTRecord recordOf(Name owner, String text) {
    return new TXTRecord(owner, DClass.IN, SECONDS_TO_LIVE, text);
  }
}
