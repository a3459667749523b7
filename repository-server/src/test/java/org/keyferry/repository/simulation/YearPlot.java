package org.keyferry.repository.simulation;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Orders by day, and how many certificates are near their end.
final class YearPlot {

  private static final Color BLUE = new Color(0x1f, 0x77, 0xb4);
  private static final Color ORANGE = new Color(0xff, 0x7f, 0x0e);
  private static final Color RED = new Color(0xd6, 0x27, 0x28);

  private YearPlot() {}

  static void draw(Figures year, Path file) throws IOException {
    var chart =
        new XYChartBuilder()
            .width(960)
            .height(480)
            .title("A year of " + year.certificates() + " certificates")
            .xAxisTitle("day")
            .yAxisTitle("orders a day, certificates in danger")
            .build();
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    line(chart, "orders at the first CA", year.atTheFirst(), BLUE);
    line(chart, "orders at the second CA", year.atTheSecond(), ORANGE);
    line(chart, "certificates in danger", year.inDanger(), RED);
    var drawing = new ByteArrayOutputStream();
    VectorGraphicsEncoder.saveVectorGraphic(chart, drawing, VectorGraphicsFormat.SVG);
    // a tenth of a pixel is near enough, and half as long
    var svg = drawing.toString(StandardCharsets.UTF_8).replaceAll("(\\d\\.\\d)\\d+", "$1");
    Files.writeString(file, svg);
  }

  private static void line(XYChart chart, String name, List<Integer> values, Color color) {
    var days = IntStream.range(0, values.size()).boxed().toList();
    var series = chart.addSeries(name, days, values);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(color);
    series.setLineWidth(1.2f);
  }
}
