package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.repository.issuance.PersistentRecord.Finding;
import org.keyferry.repository.issuance.PersistentRecord.Wildcard;

/// Which record of dns-persist-01 (draft-ietf-acme-dns-persist) will do. It is
/// 2026-11-25T12:00:00Z, 1795608000 in seconds; the account is `https://ca.example/account/7`.
class PersistentRecordTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final DnsName NAME = new DnsName("www.example.org");
  private static final URI ACCOUNT = URI.create("https://ca.example/account/7");

  @ParameterizedTest(name = "{0} for {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # records, of which ACCOUNT is ours                                       | wildcard | words of the refusal, or found
          ca.example; ACCOUNT                                                       | NO       | found
          ca.example;ACCOUNT                                                        | NO       | found
          CA.Example ; ACCOUNT                                                      | NO       | found
          second.example; ACCOUNT                                                   | NO       | found
          ca.example; ACCOUNT; policy=wildcard                                      | YES      | found
          ca.example; ACCOUNT; policy=WildCard                                      | YES      | found
          ca.example; ACCOUNT; policy=wildcard                                      | NO       | found
          ca.example; ACCOUNT; policy=other                                         | NO       | found
          ca.example; ACCOUNT; persistUntil=1795608001                              | NO       | found
          ca.example; ACCOUNT; extra=1                                              | NO       | found
          something else / ca.example; ACCOUNT                                      | NO       | found
          ca.example; ACCOUNT; persistUntil=1 / ca.example; ACCOUNT                 | NO       | found
                                                                                    | NO       | there is no record at _validation-persist.www.example.org
          ca.example; ACCOUNT                                                       | YES      | does not cover wildcards
          ca.example; ACCOUNT; policy=other                                         | YES      | does not cover wildcards
          ca.example; ACCOUNT; persistUntil=1795608000                              | NO       | ended at 2026-11-25T12:00:00Z
          other.example; ACCOUNT                                                    | NO       | one there is "other.example;
          ca.example; accounturi=https://ca.example/account/8                       | NO       | names this CA and the repository's account
          ca.example                                                                | NO       | names this CA and the repository's account
          ca.example; ACCOUNT; ACCOUNT                                              | NO       | names this CA and the repository's account
          ca.example; ACCOUNT; persistUntil=tomorrow                                | NO       | names this CA and the repository's account
          ca.example; ACCOUNT; persistUntil=99999999999999999999                    | NO       | names this CA and the repository's account
          ca.example; ACCOUNT; persistUntil=1; persistUntil=2                       | NO       | names this CA and the repository's account
          ca.example ACCOUNT                                                        | NO       | names this CA and the repository's account
          """)
  void aRecordWillDoOrTheSentenceSaysWhyNot(String records, Wildcard wildcard, String expected) {
    switch (look(wildcard, texts(records))) {
      case Finding.Found _ -> assertThat(expected).isEqualTo("found");
      case Finding.Missing(var sentence) -> assertThat(sentence).contains(expected);
    }
  }

  @Test
  void theSentenceSaysWhichRecordToPublish() {
    assertThat(look(Wildcard.YES, List.of()))
        .isEqualTo(
            new Finding.Missing(
                "there is no record at _validation-persist.www.example.org; publish"
                    + " `_validation-persist.www.example.org. TXT \"ca.example;"
                    + " accounturi=https://ca.example/account/7; policy=wildcard\"`"));
  }

  @Test
  void whenItEndsIsSaidUnlessAnotherStaysForEver() {
    var ending = "ca.example; accounturi=" + ACCOUNT + "; persistUntil=1800000000";
    var lasting = "ca.example; accounturi=" + ACCOUNT;

    assertThat(look(Wildcard.NO, List.of(ending)))
        .isEqualTo(new Finding.Found(Optional.of(Instant.ofEpochSecond(1_800_000_000))));
    assertThat(look(Wildcard.NO, List.of(ending, lasting)))
        .isEqualTo(new Finding.Found(Optional.empty()));
  }

  private static Finding look(Wildcard wildcard, List<String> texts) {
    return PersistentRecord.lookFor(
            NAME, wildcard, List.of("ca.example", "second.example"), ACCOUNT)
        .among(texts, NOON);
  }

  private static List<String> texts(String records) {
    return records == null
        ? List.of()
        : Arrays.stream(records.split(" / ", -1))
            .map(each -> each.replace("ACCOUNT", "accounturi=" + ACCOUNT))
            .toList();
  }
}
