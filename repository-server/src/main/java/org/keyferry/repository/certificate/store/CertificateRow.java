package org.keyferry.repository.certificate.store;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.repository.certificate.Certificate;

@Entity
@Table(name = "certificate")
@NullUnmarked
class CertificateRow {

  @Id UUID id;
  String name;
  String[] identifiers;
  String policy;
  int epoch = Version.first().epoch();
  long counter;

  CertificateRow take(Certificate certificate) {
    id = certificate.id().value();
    name = certificate.name().value();
    identifiers = certificate.identifiers().stream().map(Identifier::value).toArray(String[]::new);
    policy = certificate.policy().value();
    return this;
  }

  Version nextVersion() {
    counter++;
    return new Version(epoch, counter);
  }

  Certificate toCertificate() {
    return new Certificate(
        new CertificateId(id),
        new DisplayName(name),
        Stream.of(identifiers).map(Identifier::of).collect(Collectors.toCollection(TreeSet::new)),
        new DisplayName(policy));
  }
}
