package org.keyferry.protocol.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PunycodeTest {

  /// The samples of RFC 3492 §7.1 that have no capitals, and some of ours.
  @ParameterizedTest
  @CsvSource({
    "ليهمابتكلموشعربي؟, egbpdaj6bu4bxfgehfvwxn",
    "他们为什么不说中文, ihqwcrb4cv8a8dqg056pqjye",
    "他們爲什麽不說中文, ihqwctvzc91f659drss3x8bo0yb",
    "למההםפשוטלאמדבריםעברית, 4dbcagdahymbxekheh6e0a7fei0b",
    "यहलोगहिन्दीक्योंनहींबोलसकतेहैं, i1baa7eci9glrd9b2ae1bj0hfcgg6iyaf8o0a1dig0cd",
    "なぜみんな日本語を話してくれないのか, n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa",
    "почемужеонинеговорятпорусски, b1abfaaepdrnnbgefbadotcwatmq2g4l",
    "3年b組金八先生, 3b-ww4c5e180e575a65lsy2b",
    "ひとつ屋根の下2, 2-u9tlzr9756bt3uc0v",
    "そのスピードで, d9juau41awczczp",
    "bücher, bcher-kva",
    "faß, fa-hia",
    "💩, ls8h",
    "ü, tda"
  })
  void encodesAndDecodes(String label, String encoded) {
    assertThat(Punycode.encode(label)).isEqualTo(encoded);
    assertThat(Punycode.decode(encoded)).isEqualTo(label);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bcher-kv", "99999999", "zzzzzzzzzzzzzzzzzzzzzzzz", "a-é", "-\u0000", "999999b"})
  void whatBreaksOffOrLeavesUnicodeIsRefused(String encoded) {
    assertThatIllegalArgumentException().isThrownBy(() -> Punycode.decode(encoded));
  }
}
