package org.keyferry.repository.issuance.dns;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.repository.issuance.AuthoritativeServers;
import org.keyferry.repository.issuance.NameServerFailure;
import org.keyferry.repository.issuance.Outlook;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// [AuthoritativeServers]: those in the NS records of the zone, each at its own address.
@ApplicationScoped
class DnsAuthoritativeServers implements AuthoritativeServers {

  private static final String LABEL = "_acme-challenge"; // RFC 8555 §8.4

  private final DnsQuestions questions;
  private final DnsAddresses addresses;

  DnsAuthoritativeServers(DnsQuestions questions, DnsAddresses addresses) {
    this.questions = questions;
    this.addresses = addresses;
  }

  @Override
  public Outlook show(DnsName name, String text) {
    var owner =
        questions.follow(questions.resolver(), DnsQuestions.nameOf(LABEL + "." + name + "."));
    var zone = questions.zoneOf(owner);
    var servers = serversOf(zone);
    if (servers.isEmpty()) {
      return new Outlook.Obstructed(
          "the zone " + zone + ", in which " + owner + " is, names no name server: mend its NS");
    }
    for (var server : servers) {
      var outlook = shows(server, zone, owner, text);
      if (outlook instanceof Outlook.Obstructed) {
        return outlook;
      }
    }
    return new Outlook.Clear();
  }

  /// Whether one of the servers shows a record. No resolver is asked for it, which might remember
  /// that it was not there.
  boolean anyShows(Name owner, String text) {
    var zone = questions.zoneOf(owner);
    for (var server : serversOf(zone)) {
      if (shows(server, zone, owner, text) instanceof Outlook.Clear) {
        return true;
      }
    }
    return false;
  }

  private List<Name> serversOf(Name zone) {
    return questions.resolve(zone, Type.NS).stream()
        .map(each -> ((NSRecord) each).getTarget())
        .toList();
  }

  /// A server may have addresses of a family that does not lead anywhere from here: one must
  /// answer, and what answers must have the record.
  private Outlook shows(Name server, Name zone, Name owner, String text) {
    var silent = new ArrayList<String>();
    var answered = false;
    for (var address : addresses.of(server)) {
      try {
        var answer = questions.askServer(address, owner, Type.TXT).getSection(Section.ANSWER);
        answered = true;
        if (!DnsQuestions.textsIn(answer).contains(text)) {
          return new Outlook.Obstructed(
              "the record "
                  + owner
                  + " TXT \""
                  + text
                  + "\" is not to be seen at "
                  + server
                  + " ("
                  + address.getHostAddress()
                  + "), a name server of "
                  + zone
                  + ", and the CA may ask that one: wait for its zone transfer, or mend it");
        }
      } catch (NameServerFailure failure) {
        silent.add(address.getHostAddress() + ": " + failure.getMessage());
      }
    }
    return answered ? new Outlook.Clear() : silent(server, zone, silent);
  }

  private static Outlook silent(Name server, Name zone, List<String> reasons) {
    return new Outlook.Obstructed(
        "the name server "
            + server
            + " of "
            + zone
            + (reasons.isEmpty()
                ? " has no address"
                : " gives no answer (" + reasons.getFirst() + ")")
            + ", and the CA may ask that one: mend it, or take it out of the NS records;"
            + " keyferry.precheck.name-servers=off leaves the look at them out");
  }
}
