# shellcheck shell=bash
# What scripts/gramme and scripts/dev-cluster share: finding Java and the distribution, and one node's process.
#
# A node has a run directory:
#   pid       of its JVM
#   address   host:port where it answers HTTP
#   out.log   what the JVM itself says;  gramme.log  what the node says

NO_REASON='says nothing about why'
MAIN_CLASS=io.gramme.http.app.Main
ADMIN_CLASS=io.gramme.cli.Gramme

say() { printf '%s\n' "$*"; }
complain() { printf '%s\n' "$*" >&2; }
die() { complain "$1"; exit "${2:-1}"; }

# Root of the distribution or source tree that this script belongs to.
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

is_source_tree() { [ -f "$ROOT/pom.xml" ] && [ ! -d "$ROOT/lib" ]; }

# Where lib/ is: here, or what the build made of this source tree. Empty if there is none.
distribution() {
  if ! is_source_tree; then say "$ROOT"; return; fi
  local dir
  for dir in "$ROOT"/api-http/target/gramme-*/; do
    if [ -d "$dir/lib" ]; then say "${dir%/}"; return; fi
  done
}

require_distribution() {
  DIST=$(distribution)
  [ -n "$DIST" ] || die "Not built yet: run  mvn -DskipTests package  in $ROOT first." 2
  [ -d "$DIST/lib" ] || die "No lib/ in $DIST: this is neither a distribution nor a built source tree." 2
}

find_java() {
  if [ -n "${JAVA_HOME:-}" ]; then
    JAVA=$JAVA_HOME/bin/java
    [ -x "$JAVA" ] || die "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it." 2
  else
    JAVA=$(command -v java || true)
    [ -n "$JAVA" ] || die "No java found: install a JDK or JRE, 17 or newer, or set JAVA_HOME." 2
  fi
  local quoted
  quoted=$("$JAVA" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
  JAVA_VERSION=$(say "$quoted" | sed 's/^1\.//; s/[^0-9].*//')
  [ "${JAVA_VERSION:-0}" -ge 17 ] || die "$JAVA is Java ${quoted:-unknown}: Gramme needs 17 or newer." 2
}

# The options that a node's JVM always gets, into JVM_FLAGS.
launcher_flags() {
  # Where there are two cores or fewer, Java 17 otherwise starts a thread for each callback of a future.
  JVM_FLAGS=(-Djava.util.concurrent.ForkJoinPool.common.parallelism=4)
  if [ "$JAVA_VERSION" -ge 21 ]; then
    JVM_FLAGS+=(-XX:+UseZGC)
    # From 24 on ZGC is always generational, and the flag is gone.
    [ "$JAVA_VERSION" -ge 24 ] || JVM_FLAGS+=(-XX:+ZGenerational)
  else
    JVM_FLAGS+=(-XX:+UseG1GC)
  fi
  if [ "$JAVA_VERSION" -ge 24 ]; then
    # Pekko and LevelDB use what newer JDKs warn about.
    JVM_FLAGS+=(--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED)
  fi
}

# Adds the lines of a jvm.options file to JVM_FLAGS.
add_options_file() {
  [ -f "$1" ] || return 0
  local line
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line%%[[:space:]]#*}
    line=${line#"${line%%[![:space:]]*}"}
    line=${line%"${line##*[![:space:]]}"}
    case $line in '' | '#'*) ;; *) JVM_FLAGS+=("$line") ;; esac
  done <"$1"
}

require_curl() {
  command -v curl >/dev/null 2>&1 || die "curl is needed to ask a node how it is: please install it." 2
}

# GET from a node: prints the body, whatever the status; fails if there is no answer.
ask_node() { curl -sS --max-time 3 "http://$1$2" 2>/dev/null; }

is_ready() { curl -sf --max-time 3 -o /dev/null "http://$1/health/ready" 2>/dev/null; }

# Why a node is not ready, in its own words.
reasons() {
  local body
  if ! body=$(ask_node "$1" /health/ready); then say "does not answer yet"; return; fi
  body=$(say "$body" | tr '\n' ' ' | sed -n 's/.*"reasons"[[:space:]]*:[[:space:]]*\[\([^]]*\)\].*/\1/p')
  body=$(say "$body" | sed 's/"[[:space:]]*,[[:space:]]*"/; /g; s/"//g; s/^[[:space:]]*//; s/[[:space:]]*$//')
  say "${body:-$NO_REASON}"
}

# First value of a field in a node's JSON: a word or a number.
json_field() {
  grep -o "\"$1\"[[:space:]]*:[[:space:]]*\"\{0,1\}[^\",}]*" | head -n 1 \
    | sed 's/^"[^"]*"[[:space:]]*:[[:space:]]*"\{0,1\}//'
}

# pid of the node of a run directory, if it runs. A pid alone proves nothing, it may be another's by now: the process
# must have been started with this run directory.
node_pid() {
  local pid
  [ -f "$1/pid" ] || return 1
  pid=$(cat "$1/pid")
  case $pid in '' | *[!0-9]*) return 1 ;; esac
  command_of "$pid" | grep -qF -- "-Dgramme.run-dir=$1 " || return 1
  say "$pid"
}

command_of() {
  if [ -r "/proc/$1/cmdline" ]; then tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null || true
  else ps -ww -o command= -p "$1" 2>/dev/null || true; fi
}

# Whether a process is stopped by SIGSTOP.
is_paused() { case $(ps -o stat= -p "$1" 2>/dev/null) in T*) return 0 ;; *) return 1 ;; esac; }

node_address() { cat "$1/address" 2>/dev/null || true; }

# Whether anyone listens at host:port.
is_taken() { (exec 3<>"/dev/tcp/${1%:*}/${1##*:}") 2>/dev/null; }

# Starts a node's JVM: launch RUN_DIR ADDRESS CONFIG_FILE [-Dkey=value...]. Uses JAVA, DIST, JVM_FLAGS; does not wait.
launch() {
  local run=$1 address=$2 config=$3
  shift 3
  is_taken "$address" && die "Port taken: another process already answers at $address."
  local logging=()
  [ -f "${config%/*}/logback.xml" ] && logging=("-Dlogback.configurationFile=${config%/*}/logback.xml")
  [ "${#logging[@]}" -gt 0 ] || logging=("-Dlogback.configurationFile=$ROOT/conf/logback.xml")
  say "$address" >"$run/address"
  (
    cd "$ROOT"
    exec nohup "$JAVA" "${JVM_FLAGS[@]}" "${logging[@]}" -Dgramme.log.to=file "-Dgramme.log.dir=$run" \
      "-Dconfig.file=$config" "-Dgramme.run-dir=$run" "$@" -cp "$DIST/lib/*" "$MAIN_CLASS" \
      </dev/null >"$run/out.log" 2>&1
  ) &
  say "$!" >"$run/pid"
}

# Has a node found a ring of the nodes at some addresses, as soon as it answers: found_rings RUN_DIR SECONDS ADDRESS...
# A node that is in a ring already stays in that.
found_rings() {
  local run=$1 until=$((SECONDS + $2)) address members status answer
  shift 2
  address=$(node_address "$run")
  members=$(printf ',"%s"' "$@")
  while :; do
    answer=$(curl -s --max-time 20 -w '\n%{http_code}' -H 'Content-Type: application/json' \
      -d "{\"members\":[${members#,}]}" "http://$address/admin/ring/found" 2>/dev/null) || answer=''
    status=${answer##*$'\n'}
    answer=${answer%$'\n'*}
    case $status in
      200) return 0 ;;
      409) if ask_node "$address" /internal/self | grep -q '"ring_epoch":[1-9]'; then return 0; fi ;;
    esac
    if ! node_pid "$run" >/dev/null; then
      complain "The node at $address ended during its start. The end of its log:"
      show_log "$run"
      rm -f "$run/pid"
      return 1
    fi
    if [ "$SECONDS" -ge "$until" ]; then
      complain "No ring could be founded at $address: ${answer:-it does not answer}"
      return 1
    fi
    sleep 0.3
  done
}

# Waits until a node answers, ready or not: await_answer RUN_DIR SECONDS.
await_answer() {
  local run=$1 until=$((SECONDS + $2)) address
  address=$(node_address "$run")
  while ! ask_node "$address" /health/live >/dev/null; do
    if ! node_pid "$run" >/dev/null || [ "$SECONDS" -ge "$until" ]; then
      complain "The node at $address does not answer. The end of its log:"
      show_log "$run"
      return 1
    fi
    sleep 0.3
  done
}

# Waits until a node is ready: await_ready RUN_DIR SECONDS; says why not, when that changes. Fails if it died or is late.
await_ready() {
  local run=$1 until=$((SECONDS + $2)) address why='' now
  address=$(node_address "$run")
  while ! is_ready "$address"; do
    if ! node_pid "$run" >/dev/null; then
      complain "The node at $address ended during its start. The end of its log:"
      show_log "$run"
      rm -f "$run/pid"
      return 1
    fi
    if [ "$SECONDS" -ge "$until" ]; then
      complain "The node at $address is not ready after $2 s: $(reasons "$address"). It goes on; its log is $run/gramme.log"
      return 1
    fi
    now=$(reasons "$address")
    # No reason: it became ready between the two questions.
    [ "$now" = "$why" ] || [ "$now" = "$NO_REASON" ] || say "  $address: $now"
    why=$now
    sleep 0.3
  done
}

show_log() {
  local file
  for file in "$1/gramme.log" "$1/out.log"; do
    if [ -s "$file" ]; then tail -n 12 "$file" | sed 's/^/  /' >&2; fi
  done
  complain "Logs: $1/gramme.log, $1/out.log"
}

# Waits until a process of a run directory is gone: await_end RUN_DIR SECONDS.
await_end() {
  local until=$((SECONDS + $2))
  while node_pid "$1" >/dev/null; do
    [ "$SECONDS" -lt "$until" ] || return 1
    sleep 0.1
  done
}
