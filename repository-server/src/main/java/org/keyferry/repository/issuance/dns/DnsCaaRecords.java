package org.keyferry.repository.issuance.dns;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.keyferry.repository.issuance.CaaRecord;
import org.keyferry.repository.issuance.CaaRecords;
import org.keyferry.repository.issuance.Domain;
import org.xbill.DNS.CAARecord;
import org.xbill.DNS.Type;

/// [CaaRecords] by a resolver.
@ApplicationScoped
class DnsCaaRecords implements CaaRecords {

  private static final int CRITICAL = 128; // RFC 8659 §4.1

  private final DnsQuestions questions;

  DnsCaaRecords(DnsQuestions questions) {
    this.questions = questions;
  }

  @Override
  public List<CaaRecord> at(Domain domain) {
    return questions.resolve(DnsQuestions.nameOf(domain + "."), Type.CAA).stream()
        .map(CAARecord.class::cast)
        .map(each ->
            new CaaRecord((each.getFlags() & CRITICAL) != 0, each.getTag(), each.getValue()))
        .toList();
  }
}
