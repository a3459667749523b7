package org.keyferry.repository.issuance.dns;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.repository.issuance.Addresses;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/// [Addresses] by a resolver.
@ApplicationScoped
class DnsAddresses implements Addresses {

  private final DnsQuestions questions;

  DnsAddresses(DnsQuestions questions) {
    this.questions = questions;
  }

  @Override
  public List<InetAddress> of(DnsName name) {
    return of(DnsQuestions.nameOf(name + "."));
  }

  List<InetAddress> of(Name host) {
    var addresses = new ArrayList<InetAddress>();
    for (var each : questions.resolve(host, Type.AAAA)) {
      addresses.add(((AAAARecord) each).getAddress());
    }
    for (var each : questions.resolve(host, Type.A)) {
      addresses.add(((ARecord) each).getAddress());
    }
    return List.copyOf(addresses);
  }
}
