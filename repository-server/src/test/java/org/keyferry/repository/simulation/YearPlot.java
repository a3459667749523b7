package org.keyferry.repository.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Orders by day, and how many certificates are near their end, as SVG.
final class YearPlot {

  private static final int WIDTH = 960;
  private static final int HEIGHT = 440;
  private static final int LEFT = 80;
  private static final int RIGHT = 936;
  private static final int TOP = 56;
  private static final int BOTTOM = 360;
  private static final int MOST_LINES = 6;
  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
  private static final List<String> SERIES =
      List.of(
          "orders a day at the first CA",
          "orders a day at the second CA",
          "certificates in danger");
  private static final List<String> COLORS = List.of("#1f77b4", "#ff7f0e", "#d62728");

  private final Formatter svg = new Formatter(Locale.ROOT);
  private final Figures year;
  private final int step;
  private final int top;

  private YearPlot(Figures year) {
    this.year = year;
    var highest =
        Stream.of(year.atTheFirst(), year.atTheSecond(), year.inDanger())
            .flatMap(List::stream)
            .mapToInt(each -> each)
            .max()
            .orElseThrow();
    step = stepFor(highest);
    top = (highest / step + 1) * step;
  }

  static void draw(Figures year, Path file) throws IOException {
    Files.writeString(file, new YearPlot(year).draw());
  }

  private String draw() {
    svg.format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " font-family=\"sans-serif\" font-size=\"12\" fill=\"#333\">%n",
        WIDTH, HEIGHT, WIDTH, HEIGHT);
    svg.format("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>%n", WIDTH, HEIGHT);
    svg.format(
        "<text x=\"%d\" y=\"24\" font-size=\"16\" text-anchor=\"middle\">A year of %,d"
            + " certificates</text>%n",
        WIDTH / 2, year.certificates());
    mark("first CA silent", World.SILENT_FROM, World.OUTAGE);
    mark("a fifth revoked", World.ANNOUNCED, World.UNTIL_REVOKED);
    mark("first CA busy", World.BUSY_FROM, World.OUTAGE);
    grid();
    months();
    line(year.atTheFirst(), 0);
    line(year.atTheSecond(), 1);
    line(year.inDanger(), 2);
    legend();
    return svg + "</svg>\n";
  }

  /// A band over the days on which something happens.
  private void mark(String what, Instant from, Duration lasts) {
    var start = x(Duration.between(World.START, from).toDays());
    var end = x(Duration.between(World.START, from.plus(lasts)).toDays());
    svg.format(
        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#e8e8e8\"/>%n",
        start, TOP, end - start, BOTTOM - TOP);
    svg.format(
        "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#777\">%s</text>%n",
        (start + end) / 2, TOP - 6, what);
  }

  private void grid() {
    for (var value = 0; value <= top; value += step) {
      svg.format(
          "<path d=\"M%d %.1fH%d\" stroke=\"%s\"/>%n",
          LEFT, y(value), RIGHT, value == 0 ? "#333" : "#ddd");
      svg.format(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%,d</text>%n",
          LEFT - 8, y(value) + 4, value);
    }
  }

  private void months() {
    var width = (RIGHT - LEFT) / (double) MONTHS.size();
    for (var month = 0; month < MONTHS.size(); month++) {
      svg.format(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
          LEFT + width * (month + 0.5), BOTTOM + 20, MONTHS.get(month));
    }
  }

  private void line(List<Integer> values, int series) {
    svg.format("<polyline fill=\"none\" stroke=\"%s\" points=\"", COLORS.get(series));
    for (var day = 0; day < values.size(); day++) {
      svg.format("%.1f,%.1f ", x(day), y(values.get(day)));
    }
    svg.format("\"/>%n");
  }

  private void legend() {
    for (var series = 0; series < SERIES.size(); series++) {
      var x = LEFT + 100 + series * 250;
      svg.format(
          "<path d=\"M%d %dh24\" stroke=\"%s\" stroke-width=\"3\"/>%n",
          x, HEIGHT - 26, COLORS.get(series));
      svg.format("<text x=\"%d\" y=\"%d\">%s</text>%n", x + 32, HEIGHT - 22, SERIES.get(series));
    }
  }

  private static double x(long day) {
    return LEFT + (RIGHT - LEFT) * day / 365.0;
  }

  private double y(int value) {
    return BOTTOM - (BOTTOM - TOP) * (double) value / top;
  }

  /// 1, 2 or 5 times a power of ten.
  private static int stepFor(int highest) {
    var power = 1;
    while (true) {
      for (var factor : List.of(1, 2, 5)) {
        if (highest / (factor * power) < MOST_LINES) {
          return factor * power;
        }
      }
      power *= 10;
    }
  }
}
