package org.keyferry.repository.delivery.store;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.delivery.ServedListener;
import org.keyferry.repository.delivery.ServedTarget;

@Entity
@Table(name = "served_target")
@NullUnmarked
class ServedTargetRow {

  @EmbeddedId Key key;
  String kind;
  UUID certificateId;
  String certificate;
  String installed;
  String installedSerial;
  Instant installedNotAfter;
  String servedSerial;
  String state;
  String stage;
  String detail;
  Instant reportedAt;
  Instant since;

  ServedTargetRow take(ServedTarget target) {
    key = Key.of(target.key());
    kind = target.kind().value();
    certificateId = target.certificateId().map(CertificateId::value).orElse(null);
    certificate = target.certificate().value();
    installed = target.installed().map(Version::toString).orElse(null);
    installedSerial = target.installedSerial().map(SerialNumber::value).orElse(null);
    installedNotAfter = target.installedNotAfter().orElse(null);
    servedSerial = target.servedSerial().map(SerialNumber::value).orElse(null);
    state = target.state().toString();
    stage = target.stage().map(ServedTarget.Stage::toString).orElse(null);
    detail = target.detail().orElse(null);
    reportedAt = target.reportedAt();
    since = target.since();
    return this;
  }

  ServedTarget toTarget(List<ServedListener> listeners) {
    return new ServedTarget(
        new AgentId(key.agent),
        new DisplayName(key.target),
        new DisplayName(kind),
        Optional.ofNullable(certificateId).map(CertificateId::new),
        new DisplayName(certificate),
        Optional.ofNullable(installed).map(Version::parse),
        Optional.ofNullable(installedSerial).map(SerialNumber::new),
        Optional.ofNullable(installedNotAfter),
        Optional.ofNullable(servedSerial).map(SerialNumber::new),
        listeners,
        ServedTarget.State.parse(state),
        Optional.ofNullable(stage).map(ServedTarget.Stage::parse),
        Optional.ofNullable(detail),
        reportedAt,
        since);
  }

  @Embeddable
  record Key(UUID agent, String target) {

    static Key of(ServedTarget.Key key) {
      return new Key(key.agent().value(), key.target().value());
    }
  }
}
