package org.keyferry.repository.issuance.dns;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.repository.issuance.PersistentRecords;
import org.xbill.DNS.Type;

/// [PersistentRecords] by a resolver.
@ApplicationScoped
class DnsPersistentRecords implements PersistentRecords {

  private static final String LABEL = "_validation-persist"; // draft-ietf-acme-dns-persist

  private final DnsQuestions questions;

  DnsPersistentRecords(DnsQuestions questions) {
    this.questions = questions;
  }

  @Override
  public List<String> at(DnsName name) {
    return DnsQuestions.textsIn(
        questions.resolve(DnsQuestions.nameOf(LABEL + "." + name + "."), Type.TXT));
  }
}
