# Starts one of the programs; to be read by a launcher with `.`, after it has set
#   module   folder of the program in the tree, and under lib/keyferry when installed
#   options  what its JVM needs
# KEYFERRY_JAVA_OPTIONS adds to the options.

self=$(readlink -f "$0")
bin=${self%/*}
for app in "$bin/../../$module/target/quarkus-app" "$bin/../lib/keyferry/$module"; do
  [ -f "$app/quarkus-run.jar" ] && break
  app=
done
if [ -z "$app" ]; then
  echo "${self##*/}: there is no $module beside $bin: run ./quickstart or ./mvnw package, or install it." >&2
  exit 69
fi

for finder in "$bin/../../.build/jdk25.sh" "$bin/../lib/keyferry/jdk25.sh"; do
  [ -f "$finder" ] && break
done
. "$finder"
require_jdk25 || exit 69

# shellcheck disable=SC2086 # options are words
exec "$JAVA_HOME/bin/java" $options ${KEYFERRY_JAVA_OPTIONS:-} -jar "$app/quarkus-run.jar" "$@"
