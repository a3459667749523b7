package org.keyferry.repository.issuance.acme;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.security.KeyPair;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jboss.logging.Logger;
import org.keyferry.custody.KeyCustody;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.AcmeAccounts;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;

/// Lends logins: the repository's account at a CA, each in a session of its own.
///
/// A session of acme4j holds its nonce lock over the whole round trip, so workers that share one
/// wait for each other (measured: 69 against 606 certificates a minute); here each worker has its
/// own for as long as it asks.
@ApplicationScoped
class AcmeLogins {

  private static final Logger LOG = Logger.getLogger(AcmeLogins.class);

  private final KeyCustody custody;
  private final AcmeAccounts accounts;
  private final AcmeConfig config;
  private final Map<CertificateAuthority, Counter> counters = new ConcurrentHashMap<>();

  AcmeLogins(KeyCustody custody, AcmeAccounts accounts, AcmeConfig config) {
    this.custody = custody;
    this.accounts = accounts;
    this.config = config;
  }

  /// Asks the CA something.
  ///
  /// @throws AcmeException whatever the question throws, and what registration throws
  <T> T ask(CertificateAuthority ca, Question<T> question) throws AcmeException {
    var counter = counters.computeIfAbsent(ca, Counter::new);
    var login = counter.take();
    try {
      var answer = question.ask(login);
      counter.giveBack(login);
      return answer;
    } catch (AcmeException | RuntimeException failure) {
      if (Problems.isAccountUnknown(failure)) {
        counter.forget(login);
      } else {
        counter.giveBack(login);
      }
      throw failure;
    }
  }

  /// One question to a CA.
  interface Question<T> {
    T ask(Login login) throws AcmeException;
  }

  /// The logins of one CA.
  private final class Counter {

    private final CertificateAuthority ca;
    private final TrustingProvider provider;
    private final Queue<Login> idle = new ConcurrentLinkedQueue<>();

    Counter(CertificateAuthority ca) {
      this.ca = ca;
      var settings = new NetworkSettings();
      settings.setTimeout(config.requestTimeout());
      this.provider = new TrustingProvider(ca.trustAnchors(), settings);
    }

    Login take() throws AcmeException {
      var login = idle.poll();
      return login == null ? open() : login;
    }

    void giveBack(Login login) {
      idle.add(login);
    }

    /// The CA has lost its accounts; a test CA does so with each start.
    void forget(Login login) {
      accounts.forget(ca.name(), uriOf(login.getAccountLocation()));
      idle.clear();
      LOG.warnf(
          "account unknown to the CA ca=%s account=%s", ca.name(), login.getAccountLocation());
    }

    private Login open() throws AcmeException {
      var session = new Session(ca.directory(), provider);
      session.networkSettings().setTimeout(config.requestTimeout());
      var account = accounts.at(ca.name());
      return account.isPresent()
          ? session.login(urlOf(account.get()), accountKey())
          : register(session);
    }

    /// One at a time, so that one key is made and one account. The CA gives the same account to
    /// whoever asks with the same key (RFC 8555 §7.3.1), so a lost answer costs nothing.
    private synchronized Login register(Session session) throws AcmeException {
      var account = accounts.at(ca.name());
      if (account.isPresent()) {
        return session.login(urlOf(account.get()), accountKey());
      }
      var builder = new AccountBuilder().agreeToTermsOfService().useKeyPair(accountKey());
      ca.contacts().forEach(builder::addContact);
      var login = builder.createLogin(session);
      accounts.note(ca.name(), uriOf(login.getAccountLocation()));
      LOG.infof("account registered ca=%s account=%s", ca.name(), login.getAccountLocation());
      return login;
    }

    private KeyPair accountKey() {
      var identity = custody.identities().findOrCreate("acme-account-" + ca.name());
      return new KeyPair(identity.publicKey(), identity.privateKey());
    }
  }

  private static URI uriOf(URL url) {
    return URI.create(url.toString());
  }

  private static URL urlOf(URI uri) {
    try {
      return uri.toURL();
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException("it was a URL when the CA gave it", impossible);
    }
  }
}
