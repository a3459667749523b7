package org.keyferry.repository.incident;

import static java.util.stream.Collectors.joining;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.SerialNumber;

/// Which certificates an incident is about: those whose newest version meets every condition that
/// is there.
///
/// @param ca name of the CA that issued it
/// @param account URL of the account that ordered it: the one that the repository has at the CA now
/// @param keyType of its key
/// @param serials its serial number is one of these; empty: any
/// @param agent that has a grant
/// @param name of the certificate, or one of its identifiers
/// @param issuedFrom when it was published, at the earliest
/// @param issuedTo when it was published, before this
public record Selection(
    Optional<DisplayName> ca,
    Optional<URI> account,
    Optional<KeyType> keyType,
    Set<SerialNumber> serials,
    Optional<DisplayName> agent,
    Optional<NamePattern> name,
    Optional<Instant> issuedFrom,
    Optional<Instant> issuedTo) {

  /// As many serial numbers as one incident takes; more do not fit into a request.
  public static final int MOST_SERIALS = 5_000;

  public Selection {
    serials = Set.copyOf(serials);
    if (serials.size() > MOST_SERIALS) {
      throw new IllegalArgumentException(
          "one incident takes " + MOST_SERIALS + " serial numbers, not " + serials.size());
    }
    if (ca.isEmpty()
        && account.isEmpty()
        && keyType.isEmpty()
        && serials.isEmpty()
        && agent.isEmpty()
        && name.isEmpty()
        && issuedFrom.isEmpty()
        && issuedTo.isEmpty()) {
      throw new IllegalArgumentException(
          "an incident selects by at least one condition; all certificates are: name *");
    }
  }

  /// In one line: `ca=le, name=shop-*`.
  @Override
  public String toString() {
    var conditions = new ArrayList<String>();
    ca.ifPresent(each -> conditions.add("ca=" + each));
    account.ifPresent(each -> conditions.add("account=" + each));
    keyType.ifPresent(each -> conditions.add("key type=" + each));
    if (!serials.isEmpty()) {
      conditions.add(
          serials.size() > 3
              ? serials.size() + " serials"
              : "serial="
                  + serials.stream()
                      .map(SerialNumber::value)
                      .collect(Collectors.toCollection(TreeSet::new))
                      .stream()
                      .collect(joining(" ")));
    }
    agent.ifPresent(each -> conditions.add("agent=" + each));
    name.ifPresent(each -> conditions.add("name=" + each));
    issuedFrom.ifPresent(each -> conditions.add("issued from " + each));
    issuedTo.ifPresent(each -> conditions.add("issued before " + each));
    return String.join(", ", conditions);
  }
}
