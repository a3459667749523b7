package org.keyferry.agent.cli;

import java.io.PrintWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.keyferry.agent.adopt.AdoptionPage;
import org.keyferry.protocol.pki.Printable;

/// The page of `adopt` for people: one line for each certificate, then each with its files.
final class AdoptTable {

  private static final List<String> HEADINGS =
      List.of("#", "SERVER", "LISTENS ON", "NAMES", "NOT AFTER", "DAYS", "RENEWED BY", "ADOPT");
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final AdoptionPage page;
  private final PrintWriter out;

  private AdoptTable(AdoptionPage page, PrintWriter out) {
    this.page = page;
    this.out = out;
  }

  static void print(AdoptionPage page, PrintWriter out) {
    new AdoptTable(page, out).print();
  }

  private void print() {
    if (page.lines().isEmpty()) {
      out.println("nothing is served over TLS by what could be read");
    } else {
      printRows();
      for (var at = 0; at < page.lines().size(); at++) {
        out.println();
        printDetails(at + 1, page.lines().get(at));
      }
    }
    if (!page.remarks().isEmpty()) {
      out.println();
      out.println("not read, or not understood:");
      page.remarks().forEach(each -> out.println("  " + each));
    }
  }

  private void printRows() {
    var rows = new ArrayList<List<String>>();
    rows.add(HEADINGS);
    for (var each : page.lines()) {
      rows.add(
          List.of(
              Integer.toString(rows.size()),
              each.server(),
              shortened(each.listens(), "-"),
              shortened(namesOf(each), isByCertificate(each) ? "-" : "(any)"),
              each.notAfter().map(DAY::format).orElse("-"),
              each.daysLeft().map(Object::toString).orElse("-"),
              each.renewedBy().map(Printable::of).orElse("-"),
              each.target().isPresent() ? "yes" : "no"));
    }
    for (var row : rows) {
      var line = new StringBuilder();
      for (var column = 0; column < row.size(); column++) {
        line.append(row.get(column))
            .append(" ".repeat(widthOf(rows, column) - row.get(column).length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private static List<String> namesOf(AdoptionPage.Line line) {
    return isByCertificate(line) ? line.alternativeNames() : line.names();
  }

  /// HAProxy answers for the names of the certificate itself unless it is told otherwise.
  private static boolean isByCertificate(AdoptionPage.Line line) {
    return line.server().equals("haproxy") && line.names().isEmpty();
  }

  private void printDetails(int number, AdoptionPage.Line line) {
    out.println(number + "  " + line.place());
    detail("listens on", String.join(", ", line.listens()));
    if (!line.names().isEmpty()) {
      detail("names", String.join(", ", line.names().stream().map(AdoptTable::told).toList()));
    }
    detail("certificate", line.certificate().isEmpty() ? "none" : line.certificate());
    line.subject().ifPresent(each -> detail("", each));
    if (!line.alternativeNames().isEmpty()) {
      detail("", "for " + String.join(", ", line.alternativeNames()));
    }
    line.key()
        .ifPresent(
            each -> detail("key", each.equals(line.certificate()) ? "in the same file" : each));
    line.renewedBy()
        .ifPresent(each -> detail("renewed by", each + ", says " + line.record().orElse("")));
    line.faults().forEach(each -> detail("fault", each));
    detail(
        "adopt",
        line.target().map(each -> "target " + each + ": ").orElse("no: ") + line.adoption());
  }

  private void detail(String label, String value) {
    out.println("   " + label + " ".repeat(13 - label.length()) + printable(value));
  }

  /// As long as it is: only what has no shape is replaced.
  private static String printable(String value) {
    var shown = new StringBuilder();
    value.codePoints().forEach(each -> shown.append(Printable.of(Character.toString(each))));
    return shown.toString();
  }

  private static String told(String name) {
    return name.isEmpty() ? "\"\"" : name;
  }

  private static String shortened(List<String> values, String none) {
    if (values.isEmpty()) {
      return none;
    }
    var first = Printable.of(told(values.getFirst()));
    return values.size() == 1 ? first : first + " +" + (values.size() - 1);
  }

  private static int widthOf(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
