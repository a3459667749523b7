package org.keyferry.agent.doctor;

import java.util.Locale;

/// What is looked at, in this order. `docs/reference/agent-doctor.md` is made of this.
public enum Subject {
  SETTINGS("The settings can be read and are sound, and nobody else may write to them."),
  STATE("The state directory is the agent's alone, and the high-water marks in it are whole."),
  DISK("Where the agent writes there is space, there are inodes, and it may write."),
  RUNNING("An agent is at work."),
  UNIT("systemd starts it, now and at boot."),
  IDENTITY("This host is enrolled, and its identity is neither expired nor about to."),
  PROXY("No variable of the environment promises a proxy: the agent connects directly."),
  NAME("The host name of the repository has an address."),
  CONNECTION("Somebody takes a TCP connection there, at each of the addresses."),
  TLS("It speaks TLS 1.3."),
  PIN("Its certificate leads to the root that this host was enrolled with."),
  CLOCK("The clock of this host and that of the repository agree."),
  ANSWER("The repository answers this host, with everything that the agent checks."),
  MANIFEST("What it says is fresh, and signed by the keys learned at enrollment."),
  GRANT("The repository gives this host the certificate of the target."),
  PLACE("Nobody else may put anything in the way of the target's files."),
  OWNER("The unit may give files to the owner and the group that the target names."),
  INSTALLED("A version is installed, and is neither expired nor about to."),
  PAIR("Key and certificate on the disk belong together, and the server is pointed at them."),
  KEYS(
      "Files with a key in them may be read by nobody but those that the settings name. A token opens"
          + " what is sealed to the host."),
  COMMANDS("The programs of `validate` and `reload` are there, and are nobody else's to replace."),
  INCLUDE("The server's configuration really names what the agent writes."),
  VALIDATE("The server finds its configuration good."),
  LISTENER("The server answers at the listener, and presents what is installed."),
  TOOLS("No certbot or acme.sh works on the same files.");

  private final String promise;

  Subject(String promise) {
    this.promise = promise;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What is so if the check is `ok`.
  public String promise() {
    return promise;
  }
}
