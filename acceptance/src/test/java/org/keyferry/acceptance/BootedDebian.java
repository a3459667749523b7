package org.keyferry.acceptance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.keyferry.testkit.FreePort;
import org.keyferry.testkit.RunningProgram;
import org.keyferry.testkit.installation.Programs.Finished;

/// A Debian on a disk of its own, on a machine of its own (QEMU), with Debian's kernel. It reaches
/// the loopback interface of this machine as [#THIS_MACHINE], is reached at [#httpsPort], and is
/// given commands over SSH.
///
/// Its CPU is one of 2008: whatever built a package has a newer one, and what was built for that
/// one alone fails here.
final class BootedDebian implements AutoCloseable {

  static final String THIS_MACHINE = "repository.example.test";

  private static final Path KVM = Path.of("/dev/kvm");
  private static final Map<String, String> NEEDED =
      Map.of(
          "/usr/bin/mmdebstrap", "mmdebstrap",
          "/usr/bin/qemu-system-x86_64", "qemu-system-x86",
          "/usr/bin/ssh", "openssh-client",
          "/usr/sbin/mke2fs", "e2fsprogs");
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path directory;
  private final Accelerator accelerator;
  private final int sshPort = FreePort.tcp();
  private final int httpsPort = FreePort.tcp();
  private @Nullable RunningProgram machine;

  private BootedDebian(Path directory, Accelerator accelerator) {
    this.directory = directory;
    this.accelerator = accelerator;
  }

  /// Who runs the instructions: this machine's CPU, or QEMU, which is some twenty times slower.
  enum Accelerator {
    KVM,
    TCG;

    private String option() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Why there can be none here, if so.
  static Optional<String> obstacle(Accelerator accelerator) {
    if (!"amd64".equals(System.getProperty("os.arch"))) {
      return Optional.of("the machine that QEMU makes here is an amd64");
    }
    if (accelerator == Accelerator.KVM && !(Files.isReadable(KVM) && Files.isWritable(KVM))) {
      return Optional.of("/dev/kvm is not there, or not for this user: -Dkeyferry.booted=tcg");
    }
    var missing =
        NEEDED.entrySet().stream()
            .filter(each -> !Files.isExecutable(Path.of(each.getKey())))
            .map(Map.Entry::getValue)
            .sorted()
            .collect(Collectors.joining(" "));
    return Debian.obstacle()
        .or(() ->
            missing.isEmpty()
                ? Optional.empty()
                : Optional.of("run: apt-get install --no-install-recommends " + missing));
  }

  /// Installs one with these packages, and boots it.
  ///
  /// @param directory for its disk, of an absolute path that is short enough for a socket
  static BootedDebian installed(Path directory, Accelerator accelerator, String... packages) {
    var debian = new BootedDebian(directory, accelerator);
    var root = directory.resolve("debian");
    var all =
        Stream.concat(
            Stream.of("linux-image-cloud-amd64", "udev", "dbus", "openssh-server"),
            Arrays.stream(packages));
    Debian.install(
        root,
        // only what this machine needs to find its disk, or the boot takes twice as long
        List.of(
            "--essential-hook=mkdir --parents $1/etc/initramfs-tools/conf.d",
            "--essential-hook=echo MODULES=list >$1/etc/initramfs-tools/conf.d/modules",
            "--essential-hook=printf '%s\\n' virtio_pci virtio_blk ext4 >$1/etc/initramfs-tools/modules"),
        all.toArray(String[]::new));
    Debian.write(root.resolve("etc/hostname"), "web1\n");
    Debian.write(
        root.resolve("etc/hosts"), "127.0.0.1 localhost web1\n10.0.2.2 " + THIS_MACHINE + "\n");
    Debian.write(
        root.resolve("etc/systemd/network/ethernet.network"),
        "[Match]\nName=eth0\n[Network]\nDHCP=yes\n");
    local("chroot", root.toString(), "systemctl", "--quiet", "enable", "systemd-networkd");
    debian.makeKey(root);
    debian.makeDisk(root);
    debian.start();
    return debian;
  }

  private void makeKey(Path root) {
    local("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key());
    local("install", "-D", "-m", "600", key() + ".pub", root + "/root/.ssh/authorized_keys");
  }

  private void makeDisk(Path root) {
    for (var file : List.of("vmlinuz", "initrd.img")) {
      local("sh", "-c", "cp " + root + "/boot/" + file + "-* " + directory.resolve(file));
    }
    local("mke2fs", "-q", "-t", "ext4", "-d", root.toString(), disk(), "2G");
    local("rm", "-rf", "--one-file-system", root.toString());
  }

  /// Switches the machine on, and waits until Debian is up.
  void start() {
    machine =
        RunningProgram.start(
            directory.resolve("qemu.log"),
            Map.of(),
            List.of(
                "/usr/bin/qemu-system-x86_64",
                "-nodefaults",
                "-no-user-config",
                "-accel",
                accelerator.option(),
                "-cpu",
                "Nehalem",
                "-m",
                "1024",
                "-display",
                "none",
                "-serial",
                "file:" + console(),
                "-kernel",
                directory.resolve("vmlinuz").toString(),
                "-initrd",
                directory.resolve("initrd.img").toString(),
                "-append",
                "root=/dev/vda rw console=ttyS0 net.ifnames=0 panic=-1 tsc=reliable",
                "-drive",
                "file=" + disk() + ",format=raw,if=virtio,cache=unsafe",
                "-netdev",
                "user,id=net,hostfwd=tcp:127.0.0.1:"
                    + sshPort
                    + "-:22,hostfwd=tcp:127.0.0.1:"
                    + httpsPort
                    + "-:443",
                "-device",
                "virtio-net-pci,netdev=net",
                "-device",
                "virtio-rng-pci"));
    Awaitility.await("Debian takes commands; its console is " + console())
        .atMost(PATIENCE)
        .until(() -> requireRunning() && tries("true").exitCode() == 0);
    Awaitility.await("Debian is up")
        .atMost(PATIENCE)
        .until(() -> !tries("systemctl", "is-system-running", "--wait").output().isEmpty());
  }

  private boolean requireRunning() {
    var running = machine;
    if (running == null || !running.isAlive()) {
      throw new IllegalStateException(
          "the machine ended: " + (running == null ? "" : running.output()));
    }
    return true;
  }

  /// Shuts it down, as an admin does, and waits until it is off.
  void shutDown() {
    tries("systemctl", "poweroff"); // which ends the connection too
    var running = machine;
    if (running != null) {
      Awaitility.await("it is off").atMost(PATIENCE).until(() -> !running.isAlive());
    }
  }

  int httpsPort() {
    return httpsPort;
  }

  void copy(Path file, String to) {
    var command = new ArrayList<>(List.of("scp", "-q", "-P", Integer.toString(sshPort)));
    command.addAll(connection());
    command.addAll(List.of(file.toString(), "root@127.0.0.1:" + to));
    Debian.finish("", command).succeeded();
  }

  void write(String path, String text) {
    reads(text, "sh", "-c", "mkdir -p $(dirname " + path + ") && cat >" + path).succeeded();
  }

  /// Runs a command that must succeed, as root.
  ///
  /// @return what it printed
  String runs(String... command) {
    var finished = tries(command).succeeded();
    return finished.output() + finished.errors();
  }

  Finished tries(String... command) {
    return reads("", command);
  }

  Finished reads(String input, String... command) {
    var all = new ArrayList<>(List.of("ssh", "-q", "-p", Integer.toString(sshPort)));
    all.addAll(connection());
    all.add("root@127.0.0.1");
    all.add(
        Arrays.stream(command)
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" ")));
    return Debian.finish(input, all);
  }

  /// Everything on its disk but what Debian itself notes about packages and what it logs.
  SortedSet<String> files() {
    return new TreeSet<>(
        runs(
                "sh",
                "-c",
                """
                find / -xdev \\( -path /var/lib/dpkg -o -path /var/cache -o -path /var/log \
                -o -path /var/lib/apt -o -path /tmp -o -path /var/tmp \\) -prune -o -print\
                """)
            .lines()
            .toList());
  }

  private List<String> connection() {
    return List.of(
        "-i",
        key(),
        "-o",
        "StrictHostKeyChecking=no",
        "-o",
        "UserKnownHostsFile=/dev/null",
        "-o",
        "BatchMode=yes",
        "-o",
        "ConnectTimeout=20",
        "-o",
        "ControlMaster=auto",
        "-o",
        "ControlPersist=yes", // ends with the machine
        "-o",
        "ControlPath=" + directory.resolve("ssh"));
  }

  private String key() {
    return directory.resolve("key").toString();
  }

  private String disk() {
    return directory.resolve("disk.img").toString();
  }

  private Path console() {
    return directory.resolve("console.log");
  }

  @Override
  public void close() {
    if (machine != null) {
      machine.close();
    }
  }

  private static void local(String... command) {
    Debian.finish("", List.of(command)).succeeded();
  }
}
