package org.keyferry.agent.fetch;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.keyferry.agent.connection.Json;
import org.keyferry.agent.disk.Folder;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.AuditCheckpoint;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.HighWaterMark;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.RejectedStatement;
import org.keyferry.protocol.bundle.RepositoryId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.Thumbprint;

/// How far each certificate, and the repository's audit record, had come when this host last
/// looked. One file, on the disk before anything is done that rests on it.
///
/// The file is made at enrollment. If it is missing later, nothing is believed: without it, an old
/// bundle would look new.
public final class HighWaterMarks {

  private static final String NAME = "high-water-marks.json";

  private final Folder folder;

  /// @param state the agent's state directory
  public HighWaterMarks(Path state) {
    this.folder = new Folder(state);
  }

  /// To be called before the host is enrolled, for the first time or again. Begins to keep marks,
  /// if there are none that can be read; of those that there are, only the version counts from now
  /// on, since what the host gets is sealed to another key.
  public void begin() throws IOException {
    try {
      var present = read();
      var disowned = new TreeMap<String, Mark>();
      present.certificates().forEach((id, mark) -> disowned.put(id, mark.disowned()));
      write(new Line(disowned, present.audit()));
    } catch (IOException missingOrDamaged) {
      write(new Line(Map.of(), Map.of()));
    }
  }

  /// Looks, and changes nothing.
  ///
  /// @throws IOException if they are missing or cannot be believed
  public void require() throws IOException {
    var _ = read();
  }

  /// A bundle is sealed to one agent, so the same version comes with another content after this
  /// host was enrolled again: of a mark that was made as another agent, only the version counts.
  ///
  /// @param agent which this host is now
  /// @param entry what a verified manifest says
  /// @return where the mark stands once the entry is installed; empty if none was kept
  /// @throws RejectedStatement ROLLED_BACK, VERSION_REUSED or WILD_JUMP
  public Optional<HighWaterMark> risenTo(AgentId agent, Manifest.Entry entry)
      throws IOException, RejectedStatement {
    var line = Optional.ofNullable(read().certificates().get(entry.certificate().toString()));
    if (line.isEmpty()) {
      return Optional.empty();
    }
    var mark = line.get().toMark();
    if (line.get().agent().equals(agent.toString())
        || mark.version().isNewerThan(entry.version())) {
      return Optional.of(mark.risenTo(entry));
    }
    return Optional.of(HighWaterMark.of(entry));
  }

  /// Returns when the mark is on the disk.
  ///
  /// @param agent which this host is now
  public void put(AgentId agent, CertificateId certificate, HighWaterMark mark) throws IOException {
    var present = read();
    var marks = new TreeMap<>(present.certificates());
    var next = Mark.of(agent, mark);
    if (!next.equals(marks.put(certificate.toString(), next))) {
      write(new Line(marks, present.audit()));
    }
  }

  /// Returns when the checkpoint is on the disk.
  ///
  /// @throws RejectedStatement AUDIT_ROLLED_BACK
  void raise(RepositoryId repository, AuditCheckpoint next) throws IOException, RejectedStatement {
    var present = read();
    var before = present.audit().get(repository.toString());
    if (before != null) {
      next = before.toCheckpoint().risenTo(next);
    }
    var risen = Checkpoint.of(next);
    if (!risen.equals(before)) {
      write(new Line(present.certificates(), Map.of(repository.toString(), risen)));
    }
  }

  private Line read() throws IOException {
    var json = folder.read(NAME);
    if (json.isEmpty()) {
      throw fault(
          "is missing: without it an old certificate would look new, so nothing is installed."
              + " If nobody removed it on purpose, look for an intruder; enroll this host again to"
              + " go on");
    }
    try {
      var line = Json.read(Bytes.of(json.get()), Line.class);
      line.certificates().values().forEach(Mark::toMark);
      line.audit().values().forEach(Checkpoint::toCheckpoint);
      return line;
    } catch (IOException | IllegalArgumentException damaged) {
      throw fault("is damaged, so nothing is installed: enroll this host again to go on");
    }
  }

  private void write(Line line) throws IOException {
    folder.replace(NAME, Json.write(line), Ownership.PRIVATE);
  }

  private FileSystemException fault(String reason) {
    return new FileSystemException(folder.resolve(NAME).toString(), null, reason);
  }

  /// What stands in the file.
  ///
  /// @param certificates by certificate id
  /// @param audit by repository id
  record Line(Map<String, Mark> certificates, Map<String, Checkpoint> audit) {}

  /// @param agent which the host was when it made the mark; `-` since it enrolled again
  record Mark(String agent, String version, String bundle) {

    Mark disowned() {
      return new Mark("-", version, bundle);
    }

    static Mark of(AgentId agent, HighWaterMark mark) {
      return new Mark(agent.toString(), mark.version().toString(), mark.bundle().toString());
    }

    HighWaterMark toMark() {
      return new HighWaterMark(Version.parse(version), new Thumbprint(bundle));
    }
  }

  record Checkpoint(long size, String head) {

    static Checkpoint of(AuditCheckpoint checkpoint) {
      return new Checkpoint(checkpoint.size(), checkpoint.head().toString());
    }

    AuditCheckpoint toCheckpoint() {
      return new AuditCheckpoint(size, new Thumbprint(head));
    }
  }
}
