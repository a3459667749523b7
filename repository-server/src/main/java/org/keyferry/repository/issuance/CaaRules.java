package org.keyferry.repository.issuance;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.repository.certificate.ChallengeType;

/// What CAA records say to an application (RFC 8659 §4, RFC 8657).
final class CaaRules {

  private static final String ACCOUNT = "accounturi"; // RFC 8657 §3
  private static final String METHODS = "validationmethods"; // RFC 8657 §4

  private CaaRules() {}

  /// @param at where the relevant records stand
  /// @param records the relevant record set, not empty (RFC 8659 §3)
  static Outlook judge(
      Domain at,
      List<CaaRecord> records,
      DnsName name,
      ChallengeType challenge,
      CaaApplicant applicant) {
    var strange = records.stream().filter(CaaRecord::isUnknownAndCritical).findFirst();
    if (strange.isPresent()) {
      return new Outlook.Obstructed(
          "a CAA record at "
              + at
              + " is critical and has the tag "
              + quoted(strange.get().tag())
              + ", which no CA knows, so none may issue for "
              + name
              + ": remove the record, or its flag 128");
    }
    var tag = tagFor(name, records);
    var values =
        records.stream()
            .filter(each -> each.tag().equals(tag))
            .map(each -> IssueValue.parse(each.value()))
            .toList();
    return values.isEmpty()
        ? new Outlook.Clear() // §4.2: no restriction
        : judge(at, tag, values, name, challenge, applicant);
  }

  private static Outlook judge(
      Domain at,
      String tag,
      List<IssueValue> values,
      DnsName name,
      ChallengeType challenge,
      CaaApplicant applicant) {
    var named = values.stream().filter(each -> each.issuer().isPresent()).toList();
    if (applicant.identities().isEmpty() && !named.isEmpty()) {
      return new Outlook.Clear(); // nobody can tell whether it is this CA
    }
    var ours =
        named.stream()
            .filter(each -> applicant.identities().contains(each.issuer().orElseThrow()))
            .toList();
    if (ours.isEmpty()) {
      return new Outlook.Obstructed(
          "CAA at "
              + at
              + " lets "
              + (named.isEmpty() ? "nobody" : "only " + issuers(named))
              + " issue for "
              + name
              + ", not the CA "
              + applicant.ca()
              + ": "
              + (applicant.identities().isEmpty()
                  ? "change the record"
                  : "publish there `CAA 0 "
                      + tag
                      + " \""
                      + applicant.identities().first()
                      + "\"`, or take another CA"));
    }
    var reasons = ours.stream().flatMap(each -> whyNot(each, challenge, applicant).stream());
    return ours.stream().anyMatch(each -> whyNot(each, challenge, applicant).isEmpty())
        ? new Outlook.Clear()
        : new Outlook.Obstructed(
            "CAA at "
                + at
                + " does not let the CA "
                + applicant.ca()
                + " issue for "
                + name
                + ": "
                + reasons.findFirst().orElseThrow());
  }

  /// §4.3: for a wildcard, `issuewild` takes the place of `issue` if there is one.
  private static String tagFor(DnsName name, List<CaaRecord> records) {
    return name.isWildcard() && records.stream().anyMatch(each -> each.tag().equals("issuewild"))
        ? "issuewild"
        : "issue";
  }

  private static Optional<String> whyNot(
      IssueValue value, ChallengeType challenge, CaaApplicant applicant) {
    var accounts = value.all(ACCOUNT);
    if (accounts.size() > 1) { // "unsatisfiable"
      return Optional.of("it names more than one accounturi in one record; one record for each");
    }
    if (!accounts.isEmpty() && !accounts.getFirst().equals(applicant.account().toString())) {
      return Optional.of(
          "it names the account "
              + quoted(accounts.getFirst())
              + ", and the repository's is \""
              + applicant.account()
              + "\"; change the record");
    }
    var methods = value.all(METHODS);
    if (!methods.isEmpty() && !allows(methods, challenge)) {
      return Optional.of(
          "it lets names be validated by "
              + quoted(String.join(" and ", methods))
              + ", and the policy says "
              + challenge
              + "; change the one or the other");
    }
    return Optional.empty();
  }

  private static boolean allows(List<String> methods, ChallengeType challenge) {
    return methods.stream()
        .allMatch(each -> Arrays.asList(each.split(",", -1)).contains(challenge.toString()));
  }

  private static String issuers(List<IssueValue> values) {
    return values.stream()
        .map(each -> quoted(each.issuer().orElseThrow()))
        .distinct()
        .limit(5)
        .collect(joining(", "));
  }

  private static String quoted(String untrusted) {
    return "\"" + Printable.of(untrusted) + "\"";
  }
}
