package org.keyferry.repository.issuance;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.keyferry.protocol.pki.DnsName;

/// Looks ahead in tests that have no network.
public final class PreChecks {

  static final URI ACCOUNT = URI.create("https://ca.example/account/7");

  private PreChecks() {}

  /// Looks at nothing but whether the name server shows a record.
  public static PreCheck ofNamesAlone(NameServer names) {
    return new PreCheck(
        new Settings(PreCheckConfig.Look.OFF),
        _ -> List.of(),
        ca -> new CaaApplicant(ca.name(), new TreeSet<>(), ACCOUNT),
        names,
        new AllShow(),
        _ -> new Outlook.Clear(),
        _ -> List.of(),
        InstantSource.fixed(Instant.EPOCH));
  }

  /// Looks at CAA records alone, on behalf of CAs of which `ca` is `CA.example`.
  static PreCheck ofCaaAlone(CaaRecords records) {
    return new PreCheck(
        new Settings(PreCheckConfig.Look.ON),
        records,
        ca ->
            new CaaApplicant(
                ca.name(),
                new TreeSet<>(List.of(ca.name().value().toUpperCase(Locale.ROOT) + ".example")),
                ACCOUNT),
        new SlowNameServer(),
        new AllShow(),
        _ -> new Outlook.Clear(),
        _ -> List.of(),
        InstantSource.fixed(Instant.EPOCH));
  }

  private record AllShow() implements AuthoritativeServers {

    @Override
    public Outlook show(DnsName name, String text) {
      return new Outlook.Clear();
    }
  }

  private record Settings(Look caa) implements PreCheckConfig {

    @Override
    public Map<String, List<String>> caaIdentities() {
      return Map.of();
    }

    @Override
    public Look nameServers() {
      return Look.OFF;
    }

    @Override
    public Look reach() {
      return Look.OFF;
    }

    @Override
    public int httpPort() {
      return 80;
    }

    @Override
    public int tlsPort() {
      return 443;
    }

    @Override
    public int nameServerPort() {
      return 53;
    }

    @Override
    public Duration recordEnds() {
      return Duration.ofDays(100);
    }

    @Override
    public Optional<String> resolver() {
      return Optional.empty();
    }

    @Override
    public Duration timeout() {
      return Duration.ofSeconds(1);
    }
  }
}
