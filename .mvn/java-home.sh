# Sets JAVA_HOME to a JDK 25 when one is installed, whatever the default Java is; sourced by mvnw and signalbox.
# The formatter runs inside Maven and reads the newest syntax only on the newest JDK.
is_jdk_25() {
  [ -x "$1/bin/javac" ] && grep -q '^JAVA_VERSION="25[".]' "$1/release" 2>/dev/null
}

find_jdk_25() {
  on_path=$(command -v javac || command -v java || :)
  [ -z "$on_path" ] || on_path=$(dirname -- "$(dirname -- "$(readlink -f -- "$on_path" || :)")")
  on_mac=$(/usr/libexec/java_home -v 25 2>/dev/null || :)
  set +f
  for jdk in "${JAVA_HOME:-}" "$on_path" "$on_mac" /usr/lib/jvm/* /opt/java/* "${HOME:-/root}"/.sdkman/candidates/java/* \
    "${HOME:-/root}"/.jdks/*; do
    if is_jdk_25 "$jdk"; then
      export JAVA_HOME="$jdk"
      return 0
    fi
  done
  return 1
}
