package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.audit.Caller;
import org.keyferry.repository.certificate.CertificateAuthorities;
import org.keyferry.repository.certificate.CertificateAuthority;

/// What officers do with the repository's accounts at CAs. The CA is asked outside of transactions,
/// and what it did is recorded then.
///
/// All throw [ProblemException] NOT_FOUND if there is no such CA, and STATE_CONFLICT with the
/// reason if the CA does not do it.
@ApplicationScoped
public class AcmeAccountDesk {

  private final CertificateAuthorities authorities;
  private final AcmeAuthority acme;
  private final AcmeAccounts accounts;
  private final AcmeAccountBook book;
  private final Caller caller;

  public AcmeAccountDesk(
      CertificateAuthorities authorities,
      AcmeAuthority acme,
      AcmeAccounts accounts,
      AcmeAccountBook book,
      Caller caller) {
    this.authorities = authorities;
    this.acme = acme;
    this.accounts = accounts;
    this.book = book;
    this.caller = caller;
  }

  /// Agrees to the terms that an officer has read, if they are those that the CA has now.
  ///
  /// @throws ProblemException VALUE_REJECTED if the CA has others
  public void agreeToTerms(DisplayName name, URI read) {
    var ca = find(name);
    asking(() -> {
      var present = acme.termsOfService(ca);
      if (!present.map(read::equals).orElse(false)) {
        throw ProblemException.at(
            ProblemType.VALUE_REJECTED,
            "termsOfService",
            "the terms of service of the CA "
                + name
                + " are at "
                + present.map(each -> Printable.of(each.toString())).orElse("no URL")
                + " now: read those");
      }
      acme.agreeToTerms(ca);
    });
    book.record(event("account.terms-agreed", name).with("terms", read));
  }

  /// Gives the account another key (RFC 8555 §7.3.5).
  public void changeKey(DisplayName name) {
    var ca = withAccount(name);
    asking(() -> acme.changeAccountKey(ca));
    book.record(event("account.key-changed", name).with("key", accounts.find(name).key()));
  }

  /// Deactivates the account (§7.3.6). The next order gets another one.
  public void deactivate(DisplayName name) {
    var ca = withAccount(name);
    var location = accounts.at(name).map(URI::toString).orElse("");
    asking(() -> acme.deactivateAccount(ca));
    book.record(event("account.deactivated", name).with("account", location));
  }

  private CertificateAuthority withAccount(DisplayName name) {
    var ca = find(name);
    if (accounts.at(name).isEmpty()) {
      throw new ProblemException(
          ProblemType.STATE_CONFLICT, "there is no account at the CA " + name + " yet");
    }
    return ca;
  }

  private CertificateAuthority find(DisplayName name) {
    return authorities
        .named(name)
        .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "no CA " + name));
  }

  private static void asking(Runnable question) {
    try {
      question.run();
    } catch (AcmeFailure failure) {
      throw new ProblemException(ProblemType.STATE_CONFLICT, String.valueOf(failure.getMessage()));
    }
  }

  private AuditEvent event(String kind, DisplayName ca) {
    return AuditEvent.of(kind, caller.actor(), ca.value());
  }
}
