package org.keyferry.repository.issuance.acme;

import java.security.KeyPair;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.toolbox.JSONBuilder;
import org.shredzone.acme4j.toolbox.JoseUtils;

/// Account key rollover as RFC 8555 §7.3.5 has it, for keys that have no encoding.
final class KeyChange {

  private KeyChange() {}

  static void send(Login login, KeyPair next) throws AcmeException {
    var session = login.getSession();
    var url = session.resourceUrl(Resource.KEY_CHANGE);
    // 1. the inner payload: the account, and its present key
    var change = new JSONBuilder();
    change.put("account", login.getAccountLocation());
    change.putKey("oldKey", login.getKeyPair().getPublic());
    // 2. the inner JWS: by the new key, the same URL, without a nonce
    var inner = JoseUtils.createJoseRequest(url, next, change, null, null);
    // 3. the outer JWS: by the present key
    try (var connection = session.connect()) {
      connection.sendSignedRequest(url, inner, login);
    }
  }
}
