package org.keyferry.repository.delivery.store;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.delivery.ServedListener;
import org.keyferry.repository.delivery.ServedTarget;

@Entity
@Table(name = "served_listener")
@NullUnmarked
class ServedListenerRow {

  @EmbeddedId Key key;
  String address;
  String protocol;
  String serverName;
  String servedSerial;
  Instant servedNotAfter;
  String fault;
  Instant since;

  ServedListenerRow take(ServedTarget.Key target, int place, ServedListener listener) {
    key = Key.of(target, place);
    address = listener.address();
    protocol = listener.protocol().toString();
    serverName = listener.serverName().map(DnsName::value).orElse(null);
    servedSerial = listener.servedSerial().map(SerialNumber::value).orElse(null);
    servedNotAfter = listener.servedNotAfter().orElse(null);
    fault = listener.fault().orElse(null);
    since = listener.since();
    return this;
  }

  ServedListener toListener() {
    return new ServedListener(
        address,
        ServedListener.Protocol.parse(protocol),
        Optional.ofNullable(serverName).map(DnsName::new),
        Optional.ofNullable(servedSerial).map(SerialNumber::new),
        Optional.ofNullable(servedNotAfter),
        Optional.ofNullable(fault),
        since);
  }

  @Embeddable
  record Key(UUID agent, String target, int place) {

    static Key of(ServedTarget.Key target, int place) {
      return new Key(target.agent().value(), target.target().value(), place);
    }

    ServedTargetRow.Key ofTarget() {
      return new ServedTargetRow.Key(agent, target);
    }
  }
}
