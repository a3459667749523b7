package org.keyferry.repository.issuance;

import java.util.ArrayList;
import java.util.List;
import org.keyferry.protocol.pki.DnsName;

/// A name server that shows a record only when the test lets it.
final class SlowNameServer implements NameServer {

  final List<String> records = new ArrayList<>();
  private boolean shows;
  private boolean isDown;

  void catchesUp() {
    shows = true;
  }

  void goesDown() {
    isDown = true;
  }

  @Override
  public void add(DnsName name, String text) {
    failIfDown();
    records.add(name + " " + text);
  }

  @Override
  public boolean shows(DnsName name, String text) {
    failIfDown();
    return shows && records.contains(name + " " + text);
  }

  @Override
  public void remove(DnsName name, String text) {
    failIfDown();
    records.remove(name + " " + text);
  }

  private void failIfDown() {
    if (isDown) {
      throw new NameServerFailure("the DNS does not answer");
    }
  }
}
