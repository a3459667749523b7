package org.keyferry.officer.cli;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.officer.PolicyView;
import org.keyferry.protocol.pki.DisplayName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// How certificates are made and renewed.
@Command(name = "policies", description = "The policies: how certificates are made and renewed.")
final class PolicyCommands {

  private static final Columns<PolicyView> TABLE =
      Columns.of("NAME", PolicyView::name)
          .and("CA", PolicyView::ca)
          .and("KEY", PolicyView::keyType)
          .and("LONGEST", PolicyCommands::longestOf)
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
                .line("CA", policy.ca())
                .line("Key type", policy.keyType())
                .line("Longest validity", longestOf(policy))
                .line("Renew after", renewalOf(policy))
                .line("Challenge", policy.challenge())
                .line("Custody", policy.custody()));
    return ExitCode.OK.code();
  }

  @Command(description = "Adds a policy.")
  int add(
      @Parameters(paramLabel = "NAME", description = "What officers call it.") DisplayName name,
      @Option(names = "--ca", required = true, paramLabel = "CA", description = "Name of the CA.")
          DisplayName ca,
      @Option(
              names = "--key-type",
              paramLabel = "TYPE",
              defaultValue = "ec-p256",
              description =
                  "ec-p256, ec-p384, rsa-2048, rsa-3072 or rsa-4096. Default: ${DEFAULT-VALUE}.")
          String keyType,
      @Option(
              names = "--longest-validity",
              paramLabel = "DURATION",
              description = "Of a certificate, such as 90d. Default: what the CA grants.")
          @Nullable Duration longestValidity,
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
              description = "http-01 or dns-01. Default: ${DEFAULT-VALUE}.")
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
                    ca.value(),
                    keyType,
                    longestValidity == null ? null : longestValidity.toString(),
                    renewAfter,
                    challenge,
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
      @Option(names = "--ca", paramLabel = "CA", description = "Name of the CA.")
          @Nullable DisplayName ca,
      @Option(
              names = "--key-type",
              paramLabel = "TYPE",
              description = "ec-p256, ec-p384, rsa-2048, rsa-3072 or rsa-4096.")
          @Nullable String keyType,
      @Option(
              names = "--longest-validity",
              paramLabel = "DURATION",
              description = "Of a certificate, such as 90d.")
          @Nullable Duration longestValidity,
      @Option(
              names = "--renew-after",
              paramLabel = "SHARE",
              description = "Share of the validity after which a certificate is renewed.")
          @Nullable Double renewAfter,
      @Option(names = "--challenge", paramLabel = "TYPE", description = "http-01 or dns-01.")
          @Nullable String challenge) {
    var present = keyferry.api().policy(name);
    var changed =
        keyferry
            .api()
            .change(
                new PolicyView(
                    present.name(),
                    ca == null ? present.ca() : ca.value(),
                    Objects.requireNonNullElse(keyType, present.keyType()),
                    longestValidity == null
                        ? present.longestValidity()
                        : longestValidity.toString(),
                    renewAfter == null ? present.renewAfter() : renewAfter,
                    Objects.requireNonNullElse(challenge, present.challenge()),
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

  private static String longestOf(PolicyView policy) {
    return policy.longestValidity() == null
        ? "as the CA has it"
        : Durations.shown(policy.longestValidity());
  }

  private static String renewalOf(PolicyView policy) {
    return policy.renewAfter() == null ? "default" : policy.renewAfter().toString();
  }
}
