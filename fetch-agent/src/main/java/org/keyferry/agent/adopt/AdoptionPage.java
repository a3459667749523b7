package org.keyferry.agent.adopt;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a host serves from where and until when.
///
/// @param at when it was looked at
/// @param lines one for each certificate of each server block
/// @param remarks what could not be read
public record AdoptionPage(Instant at, List<Line> lines, List<String> remarks) {

  public AdoptionPage {
    lines = List.copyOf(lines);
    remarks = List.copyOf(remarks);
  }

  /// One certificate that one server block presents.
  ///
  /// @param server `nginx`, `apache`, `haproxy`
  /// @param place where the block begins, as `FILE:LINE`
  /// @param names for which it answers; empty: any
  /// @param certificate file, or what is configured if that is no file
  /// @param key file; the same if it holds both
  /// @param alternativeNames of the certificate
  /// @param serial of the certificate
  /// @param daysLeft whole days; negative if it has expired
  /// @param renewedBy client and what it calls the certificate
  /// @param record of that client
  /// @param faults what is wrong with it
  /// @param target that would take over; empty if the agent cannot
  /// @param adoption what would be done, or why it cannot be
  public record Line(
      String server,
      String place,
      List<String> listens,
      List<String> names,
      String certificate,
      Optional<String> key,
      Optional<String> subject,
      List<String> alternativeNames,
      Optional<String> serial,
      Optional<Instant> notAfter,
      Optional<Long> daysLeft,
      Optional<String> renewedBy,
      Optional<String> record,
      List<String> faults,
      Optional<String> target,
      String adoption) {

    public Line {
      listens = List.copyOf(listens);
      names = List.copyOf(names);
      alternativeNames = List.copyOf(alternativeNames);
      faults = List.copyOf(faults);
    }
  }
}
