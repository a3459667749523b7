package org.keyferry.agent.cycle;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keyferry.agent.connection.Json;
import org.keyferry.agent.disk.Folder;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.probe.Listener;
import org.keyferry.agent.probe.ProbeResult;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.DnsName;

/// What the last round came to, on the disk: for `status`, and so that a target that failed rests
/// over a restart too. Nothing that matters for safety rests on it; a damaged one is begun anew.
final class Logbook {

  private static final String NAME = "last-round.json";

  private final Folder folder;

  Logbook(Path state) {
    this.folder = new Folder(state);
  }

  Page read() throws IOException {
    var json = folder.read(NAME);
    if (json.isEmpty()) {
      return Page.BLANK;
    }
    try {
      return Json.read(Bytes.of(json.get()), Page.class);
    } catch (IOException damaged) {
      return Page.BLANK;
    }
  }

  /// For what must not fail over a logbook.
  Page readOr(Page otherwise) {
    try {
      return read();
    } catch (IOException unreadable) {
      return otherwise;
    }
  }

  void write(Page page) throws IOException {
    folder.replace(NAME, Json.write(page), Ownership.PRIVATE);
  }

  static StatusPage.Seen unseen(Listener listener) {
    return new StatusPage.Seen(
        listener.address().toString(),
        listener.protocol().word(),
        listener.address().serverName().map(DnsName::toString),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static StatusPage.Seen seen(Look look, Instant at) {
    var unseen = unseen(look.listener());
    return new StatusPage.Seen(
        unseen.address(),
        unseen.protocol(),
        unseen.serverName(),
        look.serial(),
        look.result() instanceof ProbeResult.Served(var leaf)
            ? Optional.of(leaf.getNotAfter().toInstant())
            : Optional.empty(),
        look.result() instanceof ProbeResult.Silent(var reason)
            ? Optional.of(reason)
            : Optional.empty(),
        Optional.of(at));
  }

  /// One round.
  ///
  /// @param at when it ended
  /// @param contact when the repository last answered
  /// @param news when it last said something fresh, or when this host began to ask
  /// @param fault where it failed, if the round did not come to its end
  /// @param trouble a sentence about that
  /// @param tally of this round and those before it
  /// @param targets by name
  /// @param unwanted certificates that no target names: sentences by name
  record Page(
      Optional<Instant> at,
      Optional<Instant> contact,
      Optional<Instant> news,
      Optional<Fault> fault,
      Optional<String> trouble,
      Tally tally,
      Map<String, Entry> targets,
      Map<String, String> unwanted) {

    static final Page BLANK =
        new Page(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Tally.NONE,
            Map.of(),
            Map.of());

    /// The rest of the page is of the round before.
    Page with(Map<String, Entry> targets) {
      return new Page(at, contact, news, fault, trouble, tally, targets, unwanted);
    }

    Optional<Entry> target(Target target) {
      return Optional.ofNullable(targets.get(target.name().toString()));
    }
  }

  /// One target.
  ///
  /// @param state a word of the agent API
  /// @param version in force
  /// @param certificate id of the certificate in the repository
  /// @param reason a sentence, if not all is well
  /// @param remark a sentence about the version in force, though all is well
  /// @param stage at which a version stands, or which failed
  /// @param servedSerial if every listener presents the same
  /// @param seen what each listener presented when somebody looked last
  /// @param installs so far
  /// @param rollbacks so far
  /// @param attempted version that the failures are about
  /// @param failures in a row
  /// @param notBefore when to try again, or when the window opens
  record Entry(
      String state,
      Optional<String> version,
      Optional<String> certificate,
      Optional<String> reason,
      Optional<String> remark,
      Optional<String> stage,
      Optional<String> servedSerial,
      List<StatusPage.Seen> seen,
      long installs,
      long rollbacks,
      Optional<String> attempted,
      int failures,
      Optional<Instant> notBefore) {}
}
