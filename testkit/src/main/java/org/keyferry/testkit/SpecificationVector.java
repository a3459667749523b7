package org.keyferry.testkit;

import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.AuditCheckpoint;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.HighWaterMark;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.RejectedStatement;
import org.keyferry.protocol.bundle.RepositoryId;
import org.keyferry.protocol.bundle.SealedKeyOpener;
import org.keyferry.protocol.bundle.StatementReader;
import org.keyferry.protocol.bundle.TrustedRepository;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;

/// One test vector: what an agent knows, what it is told, and what must come of it.
public final class SpecificationVector {

  /// The outcome when a statement is accepted; else it is the name of the reason.
  public static final String SUCCESS = "success";

  private final String name;
  private final Map<String, String> headers;
  private final String statement;
  private final ThrowAwayKeys keys;

  private SpecificationVector(
      String name, Map<String, String> headers, String statement, ThrowAwayKeys keys) {
    this.name = name;
    this.headers = headers;
    this.statement = statement;
    this.keys = keys;
  }

  /// @param text header lines, an empty line, the statement, one LF
  static SpecificationVector parse(String name, String text, ThrowAwayKeys keys) {
    var end = text.indexOf("\n\n");
    var headers = new LinkedHashMap<String, String>();
    for (var line : text.substring(0, end).split("\n", -1)) {
      var parts = line.split(": ", 2);
      headers.put(parts[0], parts[1]);
    }
    return new SpecificationVector(name, headers, text.substring(end + 2, text.length() - 1), keys);
  }

  /// What must come of it: [#SUCCESS], or the name of a [RejectedStatement.Reason].
  public String expected() {
    return header("expect");
  }

  /// What the reader, the marks and the opener of `protocol` make of it.
  public String outcome() {
    try {
      return isAboutBundle() ? outcomeOfBundle() : outcomeOfManifest();
    } catch (RejectedStatement refused) {
      return refused.reason().name();
    }
  }

  public boolean isAboutBundle() {
    return header("statement").equals("bundle");
  }

  /// The statement as it came over the wire.
  public String statement() {
    return statement;
  }

  public AgentId agent() {
    return AgentId.parse(header("agent"));
  }

  public Instant now() {
    return Instant.parse(header("now"));
  }

  public TrustedRepository repository() {
    var signers =
        Arrays.stream(header("signing-keys").split(" "))
            .map(signer -> (ECPublicKey) keys.pair(signer).getPublic())
            .toList();
    return TrustedRepository.of(RepositoryId.parse(header("repository")), signers);
  }

  /// What the manifest said of the bundle.
  public Manifest.Entry manifestEntry() {
    return new Manifest.Entry(
        CertificateId.parse(header("entry-certificate")),
        new DisplayName(header("entry-name")),
        Version.parse(header("entry-version")),
        new Thumbprint(header("entry-digest")));
  }

  /// The private key with which the agent opens.
  public SealedKeyOpener opener() {
    return new SealedKeyOpener(keys.pair(header("sealing-key")).getPrivate());
  }

  /// What the agent held of certificate `held-certificate` before.
  public Optional<HighWaterMark> held() {
    return headers.containsKey("held-version")
        ? Optional.of(
            new HighWaterMark(
                Version.parse(header("held-version")), new Thumbprint(header("held-digest"))))
        : Optional.empty();
  }

  /// The audit record as the agent saw it before.
  public Optional<AuditCheckpoint> seen() {
    return headers.containsKey("seen-size")
        ? Optional.of(
            new AuditCheckpoint(
                Long.parseLong(header("seen-size")), new Thumbprint(header("seen-head"))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return name;
  }

  private String outcomeOfBundle() throws RejectedStatement {
    var bundle = reader().bundle(statement, manifestEntry());
    try (var opened = opener().open(bundle)) {
      var key = opened.lendTo(Thumbprint::of).value();
      return key.equals(header("opens-to")) ? SUCCESS : "opens to another key";
    }
  }

  private String outcomeOfManifest() throws RejectedStatement {
    var manifest = reader().manifest(statement);
    if (seen().isPresent()) {
      seen().get().risenTo(manifest.checkpoint());
    }
    if (held().isPresent()) {
      var certificate = CertificateId.parse(header("held-certificate"));
      for (var entry : manifest.entries()) {
        if (entry.certificate().equals(certificate)) {
          held().get().risenTo(entry);
        }
      }
    }
    return SUCCESS;
  }

  private StatementReader reader() {
    return new StatementReader(
        repository(), agent(), InstantSource.fixed(now()), StatementReader.CLOCK_TOLERANCE);
  }

  private String header(String field) {
    var value = headers.get(field);
    if (value == null) {
      throw new IllegalStateException("vector " + name + " has no " + field);
    }
    return value;
  }
}
