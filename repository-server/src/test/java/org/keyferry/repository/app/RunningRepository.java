package org.keyferry.repository.app;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.keyferry.custody.Pkcs11KeyCustody;
import org.keyferry.custody.TokenSettings;
import org.keyferry.repository.app.postgres.EmbeddedPostgres;
import org.keyferry.repository.custody.RepositoryIdentities;
import org.keyferry.testkit.SoftHsmToken;

/// What a repository needs to run in a test: a PostgreSQL and a SoftHSM token, both fresh, and free
/// ports. Tests that are annotated with `@QuarkusTestResource(RunningRepository.class)` share one
/// repository, which [FoundedRepository] has founded.
public final class RunningRepository implements QuarkusTestResourceLifecycleManager {

  private static final Path POSTGRES_BINARIES = Path.of("target/postgres");

  private @Nullable Path home;
  private @Nullable EmbeddedPostgres postgres;
  private @Nullable SoftHsmToken token;

  @Override
  public Map<String, String> start() {
    home = temporaryDirectory();
    postgres = EmbeddedPostgres.start(home.resolve("postgres"), POSTGRES_BINARIES);
    token = SoftHsmToken.inThisJvm();
    prepare(token);
    var settings = new TreeMap<String, String>();
    settings.put("keyferry.home", home.toString());
    settings.put("keyferry.server.names", "localhost");
    settings.put("keyferry.token.module", token.module().toString());
    settings.put("keyferry.token.label", token.label());
    settings.put("keyferry.token.pin-file", token.pinFile().toString());
    settings.put("keyferry.acme.private-networks", "127.0.0.0/8,::1");
    settings.put("quarkus.datasource.jdbc.url", postgres.url());
    settings.put("quarkus.datasource.username", postgres.username());
    settings.put("quarkus.datasource.password", postgres.password());
    settings.put("quarkus.http.test-port", "0");
    settings.put("quarkus.http.test-ssl-port", "0");
    settings.put("quarkus.management.test-port", "0");
    return settings;
  }

  @Override
  public void stop() {
    if (postgres != null) {
      postgres.close();
    }
    if (token != null) {
      token.close();
    }
    if (home != null) {
      remove(home);
    }
  }

  private static void prepare(SoftHsmToken token) {
    var settings =
        new TokenSettings(token.module(), token.label(), token.pinFile(), Optional.empty());
    Pkcs11KeyCustody.prepare(settings);
    try (var custody = Pkcs11KeyCustody.open(settings)) {
      RepositoryIdentities.prepare(
          custody.identities(), InstantSource.system(), new SecureRandom());
    }
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("keyferry-repository");
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }

  private static void remove(Path root) {
    try (var tree = Files.walk(root)) {
      for (var each : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }
}
