package org.keyferry.agent.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.install.Placement;
import org.keyferry.agent.install.SwitchForm;
import org.keyferry.agent.reload.Recipe;
import org.keyferry.agent.reload.Reload;
import org.keyferry.protocol.pki.DisplayName;

class TargetTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Reload COMMAND = new Reload.Command(List.of("/bin/true"));
  private static final Reload MANAGER =
      new Reload.TomcatManager(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080),
          "/manager/text",
          "k",
          Path.of("/p"),
          "tomcat");

  @Test
  void aServerThatIsRestartedIsGivenTheTimeToStart() {
    assertThat(target(Kind.TOMCAT, COMMAND).patience()).isEqualTo(TIMEOUT);
    assertThat(target(Kind.TOMCAT, MANAGER).patience()).isEqualTo(Watch.PATIENCE);
    assertThat(target(Kind.NGINX, COMMAND).patience()).isEqualTo(Watch.PATIENCE);
  }

  private static Target target(Kind kind, Reload reload) {
    return new Target(
        new DisplayName("www"),
        kind,
        new DisplayName("www"),
        new Placement(
            Path.of("/d"), Path.of("/s/www.pem"), SwitchForm.COMBINED_PEM, Ownership.PRIVATE),
        new Recipe(List.of(), reload, TIMEOUT),
        List.of(),
        Optional.empty());
  }
}
