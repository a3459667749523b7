package org.keyferry.repository.issuance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.keyferry.testkit.BindServer;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Update;

/// Somebody who may change TXT records in a zone of the BIND at 127.0.0.1.
///
/// @param zone with a trailing dot
record Updates(String zone, int port, Path secret) {

  /// @param owner with a trailing dot
  void add(String owner, String text) throws IOException {
    var update = new Update(Name.fromString(zone));
    update.add(new TXTRecord(Name.fromString(owner), DClass.IN, 60, text));
    var server = new SimpleResolver("127.0.0.1");
    server.setPort(port);
    server.setTCP(true);
    server.setTSIGKey(
        new TSIG(TSIG.HMAC_SHA256, BindServer.KEY_NAME, Files.readString(secret).strip()));
    var answer = Rcode.string(server.send(update).getRcode());
    if (!answer.equals("NOERROR")) {
      throw new IOException(owner + " was not added: " + answer);
    }
  }
}
