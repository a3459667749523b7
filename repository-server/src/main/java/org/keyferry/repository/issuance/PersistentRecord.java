package org.keyferry.repository.issuance;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Printable;

/// The TXT record of dns-persist-01 (draft-ietf-acme-dns-persist): who may issue, for which
/// account, and until when. It has the form of a CAA issue-value (RFC 8659 §4.2).
///
/// @param issuer domain name of the CA, lower case
/// @param account URL of the account
/// @param coversWildcards `policy=wildcard`
/// @param until `persistUntil`; empty: for ever
record PersistentRecord(
    String issuer, String account, boolean coversWildcards, Optional<Instant> until) {

  /// What a record must be, and what of those at a name came closest.
  ///
  /// @param wildcard whether it must cover wildcards
  /// @param issuers domain names by which the CA recognizes itself, one at least
  static Search lookFor(DnsName name, Wildcard wildcard, List<String> issuers, URI account) {
    return new Search(name, wildcard, issuers, account);
  }

  /// Empty if it is none: another TXT record, a malformed one, one without an account or with a
  /// parameter twice.
  static Optional<PersistentRecord> parse(String text) {
    var value = IssueValue.parse(text);
    var accounts = value.all("accounturi");
    var policies = value.all("policy");
    var ends = value.all("persistuntil");
    if (value.issuer().isEmpty()
        || accounts.size() != 1
        || policies.size() > 1
        || ends.size() > 1) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new PersistentRecord(
              value.issuer().get(),
              accounts.getFirst(),
              policies.stream().anyMatch(each -> each.equalsIgnoreCase("wildcard")),
              ends.stream().findFirst().map(PersistentRecord::instantOf)));
    } catch (NumberFormatException | DateTimeException malformed) {
      return Optional.empty();
    }
  }

  private static Instant instantOf(String seconds) {
    return Instant.ofEpochSecond(Long.parseLong(seconds));
  }

  /// Whether `*.` is asked for.
  enum Wildcard {
    YES,
    NO
  }

  /// @param name that is validated, without `*.`
  record Search(DnsName name, Wildcard wildcard, List<String> issuers, URI account) {

    Search {
      issuers = List.copyOf(issuers);
    }

    /// @param texts of all TXT records at the name
    Finding among(List<String> texts, Instant now) {
      var fitting =
          texts.stream()
              .flatMap(each -> parse(each).stream())
              .filter(each -> issuers.contains(each.issuer()))
              .filter(each -> each.account().equals(account.toString()))
              .toList();
      var covering =
          fitting.stream()
              .filter(each -> each.coversWildcards() || wildcard == Wildcard.NO)
              .toList();
      var live =
          covering.stream()
              .filter(each -> each.until().filter(end -> !end.isAfter(now)).isEmpty())
              .toList();
      if (live.isEmpty()) {
        return new Finding.Missing(why(texts, fitting, covering) + "; publish " + record());
      }
      return live.stream().anyMatch(each -> each.until().isEmpty())
          ? new Finding.Found(Optional.empty())
          : new Finding.Found(
              live.stream().flatMap(each -> each.until().stream()).max(Instant::compareTo));
    }

    /// As it belongs into a zone file.
    private String record() {
      return "`_validation-persist."
          + name
          + ". TXT \""
          + issuers.getFirst()
          + "; accounturi="
          + account
          + (wildcard == Wildcard.YES ? "; policy=wildcard" : "")
          + "\"`";
    }

    private String why(
        List<String> texts, List<PersistentRecord> fitting, List<PersistentRecord> covering) {
      var at = "_validation-persist." + name;
      if (!covering.isEmpty()) {
        return "the record at "
            + at
            + " ended at "
            + covering.stream()
                .flatMap(each -> each.until().stream())
                .max(Instant::compareTo)
                .orElseThrow();
      }
      if (!fitting.isEmpty()) {
        return "the record at " + at + " does not cover wildcards";
      }
      return texts.isEmpty()
          ? "there is no record at " + at
          : "no record at "
              + at
              + " names this CA and the repository's account; one there is \""
              + Printable.of(texts.getFirst())
              + "\"";
    }
  }

  /// What is there.
  sealed interface Finding {

    /// @param until when it ends
    record Found(Optional<Instant> until) implements Finding {}

    /// @param sentence why not, and what to publish
    record Missing(String sentence) implements Finding {}
  }
}
