package org.keyferry.repository.app.command;

import io.quarkus.runtime.QuarkusApplication;
import jakarta.enterprise.context.Dependent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.admin.CeremonyDesk;
import org.keyferry.repository.admin.CeremonyDesk.Outcome;
import org.keyferry.repository.agent.IdentityKey;
import org.keyferry.repository.custody.RepositoryIdentities;

/// The part of the ceremony that needs the database.
@Dependent
public class Ceremony implements QuarkusApplication {

  private static final AtomicReference<@Nullable Plan> PLAN = new AtomicReference<>();
  private static final AtomicReference<@Nullable Outcome> OUTCOME = new AtomicReference<>();

  private final CeremonyDesk desk;
  private final RepositoryIdentities identities;

  Ceremony(CeremonyDesk desk, RepositoryIdentities identities) {
    this.desk = desk;
    this.identities = identities;
  }

  static void plan(Plan plan) {
    PLAN.set(plan);
  }

  /// Empty if it was not held to its end.
  static Optional<Outcome> outcome() {
    return Optional.ofNullable(OUTCOME.get());
  }

  @Override
  public int run(String... words) throws IOException {
    var plan = Objects.requireNonNull(PLAN.get());
    Files.createDirectories(plan.out);
    write(plan.rootFile(), List.of(identities.root()));
    OUTCOME.set(desk.hold(plan.officer, plan.key, certificate -> handOver(certificate, plan)));
    return 0;
  }

  private void handOver(X509Certificate certificate, Plan plan) {
    try {
      write(plan.certificateFile(), List.of(certificate, identities.officers().certificate()));
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }

  private static void write(Path file, List<X509Certificate> chain) throws IOException {
    var staged = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(staged, new CertificateChain(chain).toPem());
    Files.move(staged, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /// @param out directory for what is written
  record Plan(DisplayName officer, IdentityKey key, Path out) {

    Path certificateFile() {
      return out.resolve("officer-" + officer + ".pem");
    }

    Path rootFile() {
      return out.resolve("root.pem");
    }
  }
}
