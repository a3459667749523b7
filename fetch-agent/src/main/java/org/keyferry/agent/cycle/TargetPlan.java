package org.keyferry.agent.cycle;

import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.install.Rendering;
import org.keyferry.protocol.pki.DnsName;

/// What the agent would do for one target, for people.
///
/// @param writes paths, with who may read them
/// @param runs commands, in their order
/// @param looks where the certificate must be presented
/// @param gives files to whom, if not to root
public record TargetPlan(
    String target,
    String kind,
    String certificate,
    String switchFile,
    List<String> writes,
    List<String> runs,
    List<String> looks,
    Optional<String> waits,
    Optional<String> gives) {

  private static final String ROOT = "root";

  public TargetPlan {
    writes = List.copyOf(writes);
    runs = List.copyOf(runs);
    looks = List.copyOf(looks);
  }

  public static TargetPlan of(Target target) {
    return new TargetPlan(
        target.name().toString(),
        target.kind().word(),
        target.certificate().toString(),
        target.placement().switchFile().toString(),
        writesOf(target),
        runsOf(target),
        target.listeners().stream()
            .map(each ->
                each
                    + each.address()
                        .serverName()
                        .map(DnsName::toString)
                        .map(" for "::concat)
                        .orElse(""))
            .toList(),
        target.window().map(each -> "from " + each.from() + " to " + each.to() + " " + each.zone()),
        givesOf(target));
  }

  private static List<String> writesOf(Target target) {
    var placement = target.placement();
    var writes = new ArrayList<String>();
    writes.add(
        placement.directory()
            + "/VERSION/{key,chain,fullchain}.pem "
            + told(placement.ownership()));
    for (var rendering : placement.renderings()) {
      writes.add(
          placement.directory()
              + "/VERSION/"
              + rendering.name().template().replace("{version}", "VERSION")
              + " "
              + told(rendering.ownership()));
    }
    writes.add(placement.switchFile() + " " + told(placement.switchOwnership()));
    return writes;
  }

  private static Optional<String> givesOf(Target target) {
    var placement = target.placement();
    var recipients =
        Stream.concat(
                Stream.of(placement.ownership(), placement.switchOwnership()),
                placement.renderings().stream().map(Rendering::ownership))
            .flatMap(each ->
                Stream.concat(
                    each.owner().filter(name -> !name.equals(ROOT)).map("user "::concat).stream(),
                    each.group().filter(name -> !name.equals(ROOT)).map("group "::concat).stream()))
            .distinct()
            .collect(Collectors.joining(", "));
    return recipients.isEmpty()
        ? Optional.empty()
        : Optional.of("files to " + recipients + ": keyferry-agent doctor says whether it may");
  }

  private static List<String> runsOf(Target target) {
    var runs = new ArrayList<String>();
    if (!target.recipe().validate().isEmpty()) {
      runs.add(String.join(" ", target.recipe().validate()));
    }
    runs.add(target.recipe().reload().told());
    runs.removeIf("nothing"::equals);
    return runs;
  }

  private static String told(Ownership ownership) {
    var owners = ownership.owner().orElse("") + ownership.group().map(":"::concat).orElse("");
    return "("
        + PosixFilePermissions.toString(ownership.permissions())
        + (owners.isEmpty() ? "" : " " + owners)
        + ")";
  }
}
