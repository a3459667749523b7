package org.keyferry.repository.issuance.acme;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.security.KeyPair;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jboss.logging.Logger;
import org.keyferry.custody.KeyCustody;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.AcmeAccount;
import org.keyferry.repository.issuance.AcmeAccounts;
import org.keyferry.repository.issuance.AcmeFailure;
import org.keyferry.repository.issuance.CaClocks;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeProtocolException;
import org.shredzone.acme4j.exception.AcmeServerException;

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
  private final ExternalAccounts externalAccounts;
  private final UrlGuard guard;
  private final Pauses pauses;
  private final CaClocks clocks;
  private final AcmeConfig config;
  private final Map<CertificateAuthority, Counter> counters = new ConcurrentHashMap<>();

  AcmeLogins(
      KeyCustody custody,
      AcmeAccounts accounts,
      ExternalAccounts externalAccounts,
      UrlGuard guard,
      Pauses pauses,
      CaClocks clocks,
      AcmeConfig config) {
    this.custody = custody;
    this.accounts = accounts;
    this.externalAccounts = externalAccounts;
    this.guard = guard;
    this.pauses = pauses;
    this.clocks = clocks;
    this.config = config;
  }

  /// Asks the CA something.
  ///
  /// @throws AcmeException whatever the question throws, and what registration throws
  <T> T ask(CertificateAuthority ca, Question<T> question) throws AcmeException {
    var counter = counters.computeIfAbsent(ca, Counter::new);
    var lent = counter.take();
    try {
      var answer = question.ask(lent.login());
      counter.giveBack(lent);
      return answer;
    } catch (AcmeException | RuntimeException failure) {
      if (Problems.isAccountUnknown(failure)) {
        counter.forget(lent);
      } else {
        counter.giveBack(lent);
      }
      if (isForAnotherKey(failure) && hasAnotherKeyNow(ca, lent)) {
        throw new AcmeFailure.Unavailable(
            "the account at the CA " + ca.name() + " is getting another key",
            Optional.empty(),
            failure);
      }
      throw failure;
    }
  }

  /// Tells the CA something for which the repository needs no account.
  ///
  /// @throws AcmeException whatever it throws
  void askWithoutAccount(CertificateAuthority ca, Statement statement) throws AcmeException {
    statement.make(counters.computeIfAbsent(ca, Counter::new).stranger);
  }

  /// Gives the account a new key (RFC 8555 §7.3.5).
  ///
  /// acme4j compares the encodings of private keys, and keys of an HSM have none, so the request is
  /// made by hand ([KeyChange]). That it was begun is noted first: after a lost answer the next
  /// login finds out which key is in force.
  void changeKey(CertificateAuthority ca) throws AcmeException {
    ask(
        ca,
        login -> {
          login.getSession().resourceUrl(Resource.KEY_CHANGE); // before anything is noted
          var next = accounts.beginKeyChange(ca.name());
          send(login, ca, next);
          accounts.keyChanged(ca.name(), next);
          LOG.infof("account has another key ca=%s key=%d", ca.name(), next);
          return next;
        });
  }

  /// A CA that refuses has changed nothing by this request; by one before, whose answer was lost,
  /// it may have. One that fails may have, too.
  private void send(Login login, CertificateAuthority ca, int next) throws AcmeException {
    try {
      KeyChange.send(login, key(ca, next));
    } catch (AcmeServerException refusal) {
      if (Problems.isOfAcme(refusal) && !Problems.isOneOf(refusal, "serverInternal")) {
        giveUp(login, ca, next, refusal);
      }
      throw refusal;
    }
  }

  /// Unless the CA knows the key. If it does not say, the next login asks again.
  private void giveUp(Login login, CertificateAuthority ca, int next, AcmeException refusal) {
    try {
      if (!isKnown(login.getSession(), ca, next)) {
        accounts.keyChangeRefused(ca.name(), next);
      }
    } catch (AcmeException | AcmeFailure | AcmeProtocolException unanswered) {
      refusal.addSuppressed(unanswered);
    }
  }

  private boolean isKnown(Session session, CertificateAuthority ca, int key) throws AcmeException {
    try {
      new AccountBuilder().onlyExisting().useKeyPair(key(ca, key)).createLogin(session);
      return true;
    } catch (AcmeException refusal) {
      if (Problems.isAccountUnknown(refusal)) {
        return false;
      }
      throw refusal;
    }
  }

  /// Deactivates the account (§7.3.6).
  void deactivate(CertificateAuthority ca) throws AcmeException {
    ask(
        ca,
        login -> {
          login.getAccount().deactivate();
          accounts.deactivated(ca.name(), uriOf(login.getAccountLocation()));
          LOG.infof("account deactivated ca=%s account=%s", ca.name(), login.getAccountLocation());
          return ca;
        });
  }

  private static boolean isForAnotherKey(Exception failure) {
    return Problems.isOneOf(failure, "unauthorized", "malformed");
  }

  private boolean hasAnotherKeyNow(CertificateAuthority ca, Lent lent) {
    var account = accounts.find(ca.name());
    return account.key() != lent.key() || account.nextKey().isPresent();
  }

  private KeyPair key(CertificateAuthority ca, int number) {
    var identity = custody.identities().findOrCreate(AcmeAccount.labelOf(ca.name(), number));
    return new KeyPair(identity.publicKey(), identity.privateKey());
  }

  /// One question to a CA.
  interface Question<T> {
    T ask(Login login) throws AcmeException;
  }

  /// Something that another key than the account's says.
  interface Statement {
    void make(Session session) throws AcmeException;
  }

  /// @param key number of the account's key
  private record Lent(Login login, int key) {

    boolean isOf(AcmeAccount account) {
      return account.key() == key
          && account.nextKey().isEmpty()
          && account.location().equals(Optional.of(uriOf(login.getAccountLocation())));
    }
  }

  /// The logins of one CA.
  private final class Counter {

    private final CertificateAuthority ca;
    private final TrustingProvider provider;
    private final Queue<Lent> idle = new ConcurrentLinkedQueue<>();
    private final Session stranger;

    Counter(CertificateAuthority ca) {
      this.ca = ca;
      var settings = new NetworkSettings();
      settings.setTimeout(config.requestTimeout());
      this.provider = new TrustingProvider(ca, settings, guard, pauses, clocks);
      this.stranger = session();
    }

    /// Nobody opens a session that the CA does not want to have.
    Lent take() throws AcmeException {
      pauses.requireOpen(ca);
      var account = accounts.find(ca.name());
      for (var lent = idle.poll(); lent != null; lent = idle.poll()) {
        if (lent.isOf(account)) {
          return lent;
        }
      }
      return open(account);
    }

    void giveBack(Lent lent) {
      idle.add(lent);
    }

    /// The CA has lost its accounts; a test CA does so with each start.
    void forget(Lent lent) {
      var location = lent.login().getAccountLocation();
      accounts.forget(ca.name(), uriOf(location));
      idle.clear();
      LOG.warnf("account unknown to the CA ca=%s account=%s", ca.name(), location);
    }

    /// If a key is pending, the answer to its change was lost, or is on its way.
    private Lent open(AcmeAccount account) throws AcmeException {
      var session = session();
      if (account.location().isEmpty()) {
        return register(session);
      }
      if (account.nextKey().isPresent() && isKnown(session, ca, account.nextKey().get())) {
        accounts.keyChanged(ca.name(), account.nextKey().get());
        return login(session, account.location().get(), account.nextKey().get());
      }
      return login(session, account.location().get(), account.key());
    }

    private Session session() {
      var session = new Session(ca.directory(), provider);
      session.networkSettings().setTimeout(config.requestTimeout());
      return session;
    }

    private Lent login(Session session, URI location, int key) {
      return new Lent(session.login(urlOf(location), key(ca, key)), key);
    }

    /// One at a time, so that one key is made and one account. The CA gives the same account to
    /// whoever asks with the same key (RFC 8555 §7.3.1), so a lost answer costs nothing.
    private synchronized Lent register(Session session) throws AcmeException {
      var account = accounts.find(ca.name());
      if (account.location().isPresent()) {
        return login(session, account.location().get(), account.key());
      }
      var builder = new AccountBuilder().agreeToTermsOfService().useKeyPair(key(ca, account.key()));
      ca.contacts().forEach(builder::addContact);
      externalAccounts.bind(ca.name(), builder);
      var login = builder.createLogin(session);
      accounts.note(ca.name(), uriOf(login.getAccountLocation()));
      LOG.infof("account registered ca=%s account=%s", ca.name(), login.getAccountLocation());
      return new Lent(login, account.key());
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
