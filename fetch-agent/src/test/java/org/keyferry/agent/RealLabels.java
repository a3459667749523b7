package org.keyferry.agent;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.keyferry.agent.disk.Label;
import org.keyferry.agent.disk.Labels;
import org.keyferry.testkit.Root;

/// Labels of SELinux as attributes of files. A kernel without SELinux keeps them too, for root.
public final class RealLabels {

  public static final Label CERTIFICATE = new Label("system_u:object_r:cert_t:s0");
  public static final Label CONTENT = new Label("unconfined_u:object_r:httpd_sys_content_t:s0");

  private RealLabels() {}

  /// Skips a test where this process may write none.
  public static void require(Path directory) throws IOException {
    assumeTrue(Root.isThisUser(), "only root writes labels");
    var file = Files.createTempFile(directory, "label", "");
    try {
      Labels.ON_DISK.give(file, CERTIFICATE);
      assumeTrue(Labels.ON_DISK.of(file).isPresent(), "this file system keeps no labels");
    } catch (IOException refused) {
      assumeTrue(false, "the kernel lets this process write no labels: " + refused);
    } finally {
      Files.delete(file);
    }
  }
}
