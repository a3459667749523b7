# Sets JAVA_HOME to a JDK 25, or says what to do; to be read by a shell with `.`.
# Looks at JAVA_HOME first, then at the places where packages and people put JDKs.

is_jdk25() {
  [ -x "$1/bin/javac" ] && grep -qs '^JAVA_VERSION="25[".]' "$1/release"
}

find_jdk25() {
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* /usr/local/lib/jvm/* /opt/java/* /opt/jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    if [ -n "$candidate" ] && is_jdk25 "$candidate"; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  return 1
}

require_jdk25() {
  find_jdk25 && return 0
  echo "Keyferry needs a JDK 25 and found none by JAVA_HOME or under /usr/lib/jvm." >&2
  echo "Install one (for example the package temurin-25-jdk or openjdk-25-jdk)" >&2
  echo "or set JAVA_HOME to the folder of one, then start again." >&2
  return 1
}
