package org.keyferry.officer.cli;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.officer.IssuerView;
import org.keyferry.protocol.officer.PolicyView;
import org.keyferry.protocol.officer.ValidityView;
import org.keyferry.protocol.pki.DisplayName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// How certificates are made and renewed.
@Command(name = "policies", description = "The policies: how certificates are made and renewed.")
final class PolicyCommands {

  private static final Columns<PolicyView> TABLE =
      Columns.of("NAME", PolicyView::name)
          .and("CAS", policy -> Issuers.shown(policy.issuers()))
          .and("KEY", PolicyView::keyType)
          .and("VALIDITY", PolicyCommands::validityOf)
          .and("RENEW AFTER", PolicyCommands::renewalOf)
          .and("CHALLENGE", PolicyView::challenge)
          .and("CUSTODY", PolicyView::custody);

  private final Keyferry keyferry;

  PolicyCommands(Keyferry keyferry) {
    this.keyferry = keyferry;
  }

  @Command(description = "Lists the policies.")
  int list() {
    keyferry
        .answers()
        .list(
            keyferry.api().policies(),
            TABLE,
            "No policies yet. Add one: keyferry policies add NAME --ca CA");
    return ExitCode.OK.code();
  }

  @Command(description = "Shows one policy.")
  int show(@Parameters(paramLabel = "NAME", description = "Name of the policy.") DisplayName name) {
    var policy = keyferry.api().policy(name);
    keyferry
        .answers()
        .one(
            policy,
            new Sheet()
                .line("Name", policy.name())
                .line("CAs", policy.issuers().stream().map(Issuers::shown).toList())
                .line("Key type", policy.keyType())
                .line("Validity", validityOf(policy))
                .line("Why", policy.validity() == null ? null : policy.validity().reason())
                .line("Other validity", otherwiseOf(policy))
                .line("Renew after", renewalOf(policy))
                .line("Survives an outage of", outageOf(policy))
                .line("Challenge", policy.challenge())
                .line("Preferred chain", policy.preferredChain())
                .line("Must not have", mustNotOf(policy))
                .line("Custody", policy.custody()));
    return ExitCode.OK.code();
  }

  @Command(description = "Adds a policy.")
  int add(
      @Parameters(paramLabel = "NAME", description = "What officers call it.") DisplayName name,
      @Option(
              names = "--ca",
              required = true,
              paramLabel = "CA[:PROFILE]",
              description = {
                "Name of a CA, with the name of a profile of it if it has any.",
                "Up to five, in order of preference."
              })
          List<IssuerView> issuers,
      @Option(
              names = "--key-type",
              paramLabel = "TYPE",
              defaultValue = "ec-p256",
              description =
                  "ec-p256, ec-p384, rsa-2048, rsa-3072 or rsa-4096. Default: ${DEFAULT-VALUE}.")
          String keyType,
      @Mixin Wanted wanted,
      @Option(
              names = "--renew-after",
              paramLabel = "SHARE",
              description =
                  "Share of the validity after which a certificate is renewed, 0.1 to 0.95."
                      + " Default: 2/3, or 1/2 of lives up to ten days.")
          @Nullable Double renewAfter,
      @Option(
              names = "--challenge",
              paramLabel = "TYPE",
              defaultValue = "http-01",
              description =
                  "http-01, dns-01, tls-alpn-01 or dns-persist-01. Default: ${DEFAULT-VALUE}.")
          String challenge,
      @Option(
              names = "--custody",
              paramLabel = "CUSTODY",
              defaultValue = "sealed",
              description = "Where keys live. Default and all there is: ${DEFAULT-VALUE}.")
          String custody) {
    var policy =
        keyferry
            .api()
            .add(
                new PolicyView(
                    name.value(),
                    issuers,
                    keyType,
                    wanted.validity(null),
                    renewAfter,
                    wanted.outage(null),
                    challenge,
                    wanted.preferredChain(null),
                    wanted.mustNot(null),
                    custody));
    keyferry.answers().done(policy, "Policy " + policy.name() + " added.");
    return ExitCode.OK.code();
  }

  @Command(
      description = {
        "Changes a policy; what is not given stays.",
        "Counts from the next order of each certificate on."
      })
  int change(
      @Parameters(paramLabel = "NAME", description = "Name of the policy.") DisplayName name,
      @Option(
              names = "--ca",
              paramLabel = "CA[:PROFILE]",
              description = "The CAs, in order of preference; they take the place of those before.")
          @Nullable List<IssuerView> issuers,
      @Option(
              names = "--key-type",
              paramLabel = "TYPE",
              description = "ec-p256, ec-p384, rsa-2048, rsa-3072 or rsa-4096.")
          @Nullable String keyType,
      @Mixin Wanted wanted,
      @Option(
              names = "--renew-after",
              paramLabel = "SHARE",
              description = "Share of the validity after which a certificate is renewed.")
          @Nullable Double renewAfter,
      @Option(
              names = "--challenge",
              paramLabel = "TYPE",
              description = "http-01, dns-01, tls-alpn-01 or dns-persist-01.")
          @Nullable String challenge) {
    var changed =
        keyferry
            .api()
            .changePolicy(
                name,
                present ->
                    new PolicyView(
                        present.name(),
                        issuers == null ? present.issuers() : issuers,
                        Objects.requireNonNullElse(keyType, present.keyType()),
                        wanted.validity(present.validity()),
                        renewAfter == null ? present.renewAfter() : renewAfter,
                        wanted.outage(present.outage()),
                        Objects.requireNonNullElse(challenge, present.challenge()),
                        wanted.preferredChain(present.preferredChain()),
                        wanted.mustNot(present.mustNot()),
                        present.custody()));
    keyferry.answers().done(changed, "Policy " + changed.name() + " changed.");
    return ExitCode.OK.code();
  }

  @Command(description = "Removes a policy that no certificate uses.")
  int remove(
      @Parameters(paramLabel = "NAME", description = "Name of the policy.") DisplayName name) {
    keyferry.api().removePolicy(name);
    keyferry.answers().done("Policy " + name + " is removed.");
    return ExitCode.OK.code();
  }

  private static String validityOf(PolicyView policy) {
    var validity = policy.validity();
    if (validity == null || (validity.shortest() == null && validity.longest() == null)) {
      return "as the CA has it";
    }
    if (validity.shortest() == null) {
      return "up to " + Durations.shown(Objects.requireNonNull(validity.longest()));
    }
    return validity.longest() == null
        ? "from " + Durations.shown(validity.shortest())
        : Durations.shown(validity.shortest()) + " to " + Durations.shown(validity.longest());
  }

  private static @Nullable String otherwiseOf(PolicyView policy) {
    var validity = policy.validity();
    if (validity == null) {
      return null;
    }
    return switch (validity.otherwise()) {
      case "refuse" -> "is refused";
      case "accept" -> "is accepted";
      default -> validity.otherwise();
    };
  }

  private static @Nullable String mustNotOf(PolicyView policy) {
    return policy.mustNot() == null || policy.mustNot().isEmpty()
        ? null
        : String.join(", ", policy.mustNot());
  }

  private static String renewalOf(PolicyView policy) {
    return policy.renewAfter() == null ? "default" : policy.renewAfter().toString();
  }

  private static @Nullable String outageOf(PolicyView policy) {
    return policy.outage() == null ? null : Durations.shown(policy.outage());
  }

  /// What is wanted of certificates; what is not given stays as it was.
  static final class Wanted {

    @Option(
        names = "--longest-validity",
        paramLabel = "DURATION",
        description = "Of a certificate, such as 90d. Default: what the CA grants.")
    private @Nullable Duration longest;

    @Option(
        names = "--shortest-validity",
        paramLabel = "DURATION",
        description = "Of a certificate, such as 5d. Default: what the CA grants.")
    private @Nullable Duration shortest;

    @Option(
        names = "--validity-reason",
        paramLabel = "TEXT",
        description = "Why, for those who read the policy.")
    private @Nullable String reason;

    @Option(
        names = "--accept-other-validity",
        negatable = true,
        description = {
          "Publish a certificate that is valid for longer or shorter, and record the difference.",
          "Default: refuse it."
        })
    private @Nullable Boolean acceptOther;

    @Option(
        names = "--outage",
        paramLabel = "DURATION",
        description = "The CAs may be away for this long, such as 3d, and no certificate expires.")
    private @Nullable Duration outage;

    @Option(
        names = "--preferred-chain",
        paramLabel = "NAME",
        description = "Common name of the topmost issuer of the chain to take, of several.")
    private @Nullable String preferredChain;

    @Option(
        names = "--must-not",
        split = ",",
        paramLabel = "TRAIT",
        description = {
          "What a certificate must not have: common-name, ocsp (the address of a responder), or",
          "both with a comma; none lifts it. One that has it is not published."
        })
    private @Nullable List<String> mustNot;

    ValidityView validity(@Nullable ValidityView present) {
      var before = present == null ? new ValidityView(null, null, null, "refuse") : present;
      return new ValidityView(
          shortest == null ? before.shortest() : shortest.toString(),
          longest == null ? before.longest() : longest.toString(),
          reason == null ? before.reason() : reason,
          acceptOther == null ? before.otherwise() : acceptOther ? "accept" : "refuse");
    }

    @Nullable String outage(@Nullable String present) {
      return outage == null ? present : outage.toString();
    }

    @Nullable String preferredChain(@Nullable String present) {
      return preferredChain == null ? present : preferredChain;
    }

    @Nullable List<String> mustNot(@Nullable List<String> present) {
      if (mustNot == null) {
        return present;
      }
      return mustNot.equals(List.of("none")) ? List.of() : mustNot;
    }
  }
}
