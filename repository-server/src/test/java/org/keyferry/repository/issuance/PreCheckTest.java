package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.certificate.ChallengeType;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.certificate.Validity;

/// Who may issue (RFC 8659), by which account and by which validation (RFC 8657). The account is
/// `https://ca.example/account/7`, the CA is `ca.example`, the challenge is dns-01.
class PreCheckTest {

  private static final String OURS = "accounturi=" + PreChecks.ACCOUNT;

  private final Map<String, List<CaaRecord>> dns = new LinkedHashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final PreCheck preCheck =
      PreChecks.ofCaaAlone(domain -> {
        asked.add(domain.name());
        return dns.getOrDefault(domain.name(), List.of());
      });

  /// "The relevant CAA record set for an FQDN is found by climbing the tree from the label to the
  /// root, until a CAA record set is found" (RFC 8659 §3). Records: `domain: tag value / …`.
  @ParameterizedTest(name = "{0} with [{1}]: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # name               | records                                                       | words of the refusal, or clear
          www.example.org      |                                                               | clear
          www.example.org      | www.example.org: issue ca.example                             | clear
          www.example.org      | example.org: issue ca.example                                 | clear
          www.example.org      | org: issue ca.example                                         | clear
          www.example.org      | org: issue other.example                                      | at org lets only "other.example"
          www.example.org      | example.org: issue other.example                              | at example.org lets only "other.example"
          www.example.org      | www.example.org: issue ca.example / example.org: issue other.example | clear
          www.example.org      | www.example.org: issue other.example / example.org: issue ca.example | at www.example.org lets only
          www.example.org      | www.example.org: iodef mailto:a@b.example / example.org: issue other.example | clear
          www.example.org      | xample.org: issue other.example                               | clear
          www.example.org      | example.org: issue other.example / example.org: issue ca.example | clear
          www.example.org      | example.org: ISSUE CA.Example                                 | clear
          www.example.org      | example.org: issue ;                                          | lets nobody issue
          www.example.org      | example.org: issue                                            | lets nobody issue
          www.example.org      | example.org: issue %%%                                        | lets nobody issue
          www.example.org      | example.org: issue ca.example; x                              | lets nobody issue
          www.example.org      | example.org: issue ca.example; x=1                            | clear
          www.example.org      | example.org: issue ca.example;                                | clear
          www.example.org      | example.org: issuewild ;                                      | clear
          *.example.org        | example.org: issuewild ;                                      | lets nobody issue
          *.example.org        | example.org: issue other.example                              | lets only "other.example"
          *.example.org        | example.org: issue other.example / example.org: issuewild ca.example | clear
          *.example.org        | example.org: issue ca.example / example.org: issuewild other.example | lets only "other.example"
          *.www.example.org    | www.example.org: issue other.example / example.org: issue ca.example | at www.example.org
          www.example.org      | example.org: issuemail other.example                          | clear
          www.example.org      | example.org: tbs unknown                                      | clear
          www.example.org      | example.org: !tbs unknown                                     | is critical and has the tag "tbs"
          www.example.org      | example.org: !issue ca.example                                | clear
          www.example.org      | example.org: issue ca.example / example.org: !tbs unknown     | is critical
          """)
  void whatCaaSaysIsFoundUpTheTree(String name, String records, String refusal) {
    publish(records);

    expect(refusal, outlook(name));
  }

  /// RFC 8657 §3 and §4.
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ca.example; OURS                                             | clear
          ca.example ;OURS ; validationmethods=dns-01                  | clear
          ca.example; ACCOUNTURI=https://ca.example/account/8          | the repository's is "https://ca.example/account/7"
          ca.example; accounturi=https://ca.example/account/77         | it names the account
          ca.example; accounturi=                                      | it names the account ""
          ca.example; OURS; OURS                                       | more than one accounturi
          ca.example; validationmethods=dns-01                         | clear
          ca.example; validationmethods=http-01,dns-01                 | clear
          ca.example; validationmethods=http-01                        | and the policy says dns-01
          ca.example; validationmethods=                               | and the policy says dns-01
          ca.example; validationmethods=xdns-01                        | and the policy says dns-01
          ca.example; validationmethods=http-01; OURS                  | and the policy says dns-01
          other.example; OURS                                          | lets only "other.example"
          """)
  void accountAndMethodAreBinding(String value, String refusal) {
    publish("example.org: issue " + value.replace("OURS", OURS));

    expect(refusal, outlook("www.example.org"));
  }

  @Test
  void anotherRecordOfTheSameCaMayAllowIt() {
    publish(
        "example.org: issue ca.example; validationmethods=http-01 / example.org: issue ca.example; "
            + OURS);

    expect("clear", outlook("www.example.org"));
  }

  @Test
  void eachNameIsLookedAtAndEachDomainIsAskedOnce() {
    publish("b.example.org: issue other.example");

    expect("issue for b.example.org", outlook("a.example.org", "b.example.org"));
    assertThat(asked).containsExactly("a.example.org", "example.org", "org", "b.example.org");
  }

  /// RFC 8659 is about domain names. Nothing below `192.0.2.1` or `in-addr.arpa` is asked for.
  @Test
  void anAddressHasNoCaaRecords() {
    publish("1: issue other.example");

    expect("clear", outlook("192.0.2.1", "2001:db8::1"));
    assertThat(asked).isEmpty();
  }

  @Test
  void besideAnAddressNamesAreLookedAt() {
    publish("example.org: issue other.example");

    expect("issue for www.example.org", outlook("192.0.2.1", "www.example.org"));
  }

  private Outlook outlook(String... names) {
    var identifiers = new TreeSet<Identifier>();
    List.of(names).forEach(each -> identifiers.add(Identifier.of(each)));
    var ca = new DisplayName("ca");
    return preCheck.beforeOrder(
        new CertificateAuthority(
            ca, URI.create("https://ca.example/dir"), List.of(), List.of(), List.of()),
        new CertificateSpec(
            new CertificateId(UUID.fromString("0193a5c0-0000-7000-8000-00000000beef")),
            Version.first(),
            identifiers,
            new Policy.Issuer(ca, Optional.empty()),
            KeyType.EC_P256,
            ChallengeType.DNS_01,
            Validity.any(),
            Optional.empty(),
            Set.of(),
            Optional.empty()));
  }

  private void publish(String records) {
    if (records == null) {
      return;
    }
    for (var each : records.split(" / ", -1)) {
      var words = each.split(": ?| ", 3);
      var critical = words[1].startsWith("!");
      dns.computeIfAbsent(words[0], _ -> new ArrayList<>())
          .add(
              new CaaRecord(
                  critical,
                  critical ? words[1].substring(1) : words[1],
                  words.length < 3 ? "" : words[2]));
    }
  }

  private static void expect(String refusal, Outlook outlook) {
    switch (outlook) {
      case Outlook.Clear _ -> assertThat(refusal).isEqualTo("clear");
      case Outlook.Obstructed(var sentence) -> assertThat(sentence).contains(refusal);
    }
  }
}
