package org.keyferry.repository.simulation;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a year came to.
///
/// @param orders that were planned
/// @param issued certificates
/// @param cameToNothing orders that ended without a certificate
/// @param failedOver orders that went to the second CA, or from one to another
/// @param held times that an order waited for a token, or for a CA that was down
/// @param expired certificates that expired before their successor was there
/// @param servedRevoked certificates that were revoked before their successor was there
/// @param leastLeft smallest share of a life that was left when the successor came
/// @param requests to CAs about orders
/// @param inquiries to CAs about renewal windows
/// @param whileDown of these, to a CA that was down
/// @param askedForPatience answers with Retry-After, but those about windows
/// @param overAnHour of these, that wanted more than an hour and up to a day
/// @param overADay of these, that wanted more than a day
/// @param withoutTime of these, with no time, or one that had passed
/// @param early requests before a Retry-After was over
/// @param overTheLimit orders beyond what the CA takes
/// @param atTheFirst orders by day
/// @param atTheSecond orders by day
/// @param inDanger certificates by day for which a CA that is down is not waited for any more
record Figures(
    int certificates,
    long orders,
    long issued,
    long cameToNothing,
    long failedOver,
    long held,
    long expired,
    long servedRevoked,
    double leastLeft,
    long requests,
    long inquiries,
    long whileDown,
    long askedForPatience,
    long overAnHour,
    long overADay,
    long withoutTime,
    long early,
    long overTheLimit,
    List<Integer> atTheFirst,
    List<Integer> atTheSecond,
    List<Integer> inDanger) {

  List<Integer> byDay() {
    return IntStream.range(0, atTheFirst.size())
        .mapToObj(day -> atTheFirst.get(day) + atTheSecond.get(day))
        .toList();
  }

  double mean() {
    return byDay().stream().mapToInt(each -> each).average().orElseThrow();
  }

  int peak() {
    return byDay().stream().mapToInt(each -> each).max().orElseThrow();
  }

  /// As Markdown has it.
  String table() {
    return Stream.of(
            row("certificates", certificates),
            row("orders planned", orders),
            row("certificates issued", issued),
            row("orders that came to nothing", cameToNothing),
            row("orders at another CA than the first", failedOver),
            row("times that an order was held", held),
            row("certificates expired", expired),
            row("certificates revoked before their successor was there", servedRevoked),
            "| least share of a life left at renewal | "
                + String.format(Locale.ROOT, "%.1f %%", 100 * leastLeft)
                + " |",
            row("requests to CAs about orders", requests),
            row("requests to CAs about renewal windows", inquiries),
            row("of these to a CA that was down", whileDown),
            row("answers that asked for patience", askedForPatience),
            row("of these for more than an hour, up to a day", overAnHour),
            row("of these for more than a day: a day is believed", overADay),
            row("of these with no time, or one that had passed", withoutTime),
            row("requests before a Retry-After was over", early),
            row("orders over a limit of a CA", overTheLimit),
            row("orders a day, mean", Math.round(mean())),
            row("orders a day, peak", peak()),
            "| peak over mean | " + String.format(Locale.ROOT, "%.2f", peak() / mean()) + " |")
        .collect(Collectors.joining("\n", "| | |\n|---|---:|\n", "\n"));
  }

  private static String row(String what, long count) {
    return "| " + what + " | " + String.format(Locale.ROOT, "%,d", count) + " |";
  }
}
