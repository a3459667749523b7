package org.keyferry.repository.custody.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.custody.KeyRecord;
import org.keyferry.custody.Origin;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.repository.custody.KeyReference;

@Entity
@Immutable
@Table(name = "key_record")
@NullUnmarked
class KeyRecordRow {

  @Id UUID id;
  UUID certificate;
  int epoch;
  long counter;

  @Enumerated(EnumType.STRING)
  KeyType type;

  @Column(name = "subject_public_key_info")
  byte[] subjectPublicKeyInfo;

  byte[] wrapped;

  @Column(name = "kek_label")
  String kekLabel;

  long mechanism;

  @Column(name = "imported_by")
  String importedBy;

  @Column(name = "imported_at")
  Instant importedAt;

  byte[] binding;

  KeyRecordRow take(KeyReference reference, KeyRecord record) {
    id = reference.value();
    certificate = record.certificate().value();
    epoch = record.version().epoch();
    counter = record.version().counter();
    type = record.type();
    subjectPublicKeyInfo = record.subjectPublicKeyInfo().toArray();
    wrapped = record.wrapped().toArray();
    kekLabel = record.kekLabel();
    mechanism = record.mechanism();
    switch (record.origin()) {
      case Origin.Generated _ -> {} // both stay null
      case Origin.Imported imported -> {
        importedBy = imported.by();
        importedAt = imported.at();
      }
    }
    binding = record.binding().toArray();
    return this;
  }

  KeyRecord toRecord() {
    return new KeyRecord(
        new CertificateId(certificate),
        new Version(epoch, counter),
        type,
        Bytes.of(subjectPublicKeyInfo),
        Bytes.of(wrapped),
        kekLabel,
        mechanism,
        importedBy == null ? new Origin.Generated() : new Origin.Imported(importedBy, importedAt),
        Bytes.of(binding));
  }
}
