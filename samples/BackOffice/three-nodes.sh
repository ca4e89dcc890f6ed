#!/usr/bin/env bash
# Three nodes of the sample over one PostgreSQL: a grant and its revocation cross them, one of them exports the journal and another takes over when it is
# killed, and a node that loses the database denies.
#
#   samples/BackOffice/three-nodes.sh
#
# Starts a PostgreSQL of its own in a temporary folder (on Debian, as root, it installs the package) and three nodes on loopback, and stops all of it.
set -euo pipefail
cd "$(dirname "$0")/../.."
eng/install
for tool in curl jq openssl dotnet; do
    command -v "$tool" >/dev/null || { echo "three-nodes.sh needs $tool (Debian: apt-get install $tool)"; exit 2; }
done

work=$(mktemp -d)
bound=3 # seconds
pids=() nodes=()
passed=0
cleanup() {
    exec {database}>&- || true # PostgreSQL ends when its input does
    for pid in "${pids[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$work"
}
database=
trap cleanup EXIT

fail() { printf 'FAILED: %s\n' "$1"; [[ ! -f $work/body ]] || cat "$work/body"; tail -n 20 "$work"/*.log; exit 1; }
said() { passed=$((passed + 1)); printf '  %s\n' "$1"; }
now() { date +%s%3N; }
free_port() { local port; while :; do port=$((20000 + RANDOM % 20000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }; done; }

# call <who> <node> <method> <path> [body]: prints the status; the body is kept.
call() {
    local data=()
    [[ -z ${5-} ]] || data=(-H 'content-type: application/json' --data-binary "$5")
    curl -s --max-time 10 -o "$work/body" -w '%{http_code}' -X "$3" -b "$work/$1.$2" -c "$work/$1.$2" "${data[@]}" "http://127.0.0.1:508$2$4" || true
}
expect() { [[ $1 == "$2" ]] || fail "$3 (expected $2, not $1)"; said "$1  $3"; }
get() { jq -r "$1" "$work/body"; }

# until_refused <who> <node> <since>: how many milliseconds after <since> the node refuses.
until_refused() {
    for _ in $(seq 200); do
        [[ $(call "$1" "$2" POST /orders/4711/refund) == 200 ]] || { echo $(($(now) - $3)); return; }
        sleep 0.02
    done
    echo never
}

echo "== PostgreSQL and three nodes"
[[ ${JITACCESS_SAMPLE_IS_BUILT-} == true ]] || dotnet build samples/BackOffice -c Release --nologo -v quiet >"$work/build.log" 2>&1 || fail "the sample does not build"
port=$(free_port)
mkfifo "$work/input"
eng/postgres "$port" fsync=off <"$work/input" >"$work/postgres.out" 2>"$work/postgres.log" &
pids+=($!)
exec {database}>"$work/input"
for _ in $(seq 300); do grep -q ready "$work/postgres.out" && break; sleep 0.1; done
grep -q ready "$work/postgres.out" || fail "PostgreSQL does not start"
(umask 077; printf '{"current":"k1","keys":{"k1":"%s"}}\n' "$(openssl rand -base64 32)" >"$work/jit.key")
for node in 1 2 3; do
    DOTNET_ENVIRONMENT=Development ASPNETCORE_ENVIRONMENT=Development dotnet samples/BackOffice/bin/Release/net10.0/BackOffice.dll \
        --urls "http://127.0.0.1:508$node" --ConnectionStrings:Jit "Host=127.0.0.1;Port=$port;Username=postgres;Database=postgres" \
        --JitAccess:StalenessBound "PT${bound}S" --JitAccess:KeyFile "$work/jit.key" --JitAccess:NodeFile "$work/node$node" \
        --JitAccess:ExportFile "$work/journal$node.jsonl" \
        --contentRoot "$PWD/samples/BackOffice" >"$work/node$node.log" 2>&1 {database}>&- &
    pids+=($!)
    nodes[node]=$!
done
for node in 1 2 3; do
    for _ in $(seq 300); do [[ $(call nobody "$node" GET /health) == 200 ]] && break; sleep 0.1; done
    expect "$(call nobody "$node" GET /health)" 200 "node $node is fresh"
done
[[ $(get '.checks.JitAccess.data.boundMilliseconds // .checks[].data.boundMilliseconds' | head -1) == $((bound * 1000)) ]] || fail "the health document names the bound"
for node in 1 2 3; do
    for who in amina bo; do [[ $(call $who "$node" POST /demo/sign-in "{\"name\":\"$who\"}") == 200 ]] || fail "$who signs in"; done
done

echo "== A grant crosses the nodes"
expect "$(call amina 1 POST /orders/4711/refund)" 403 "node 1 refuses amina"
expect "$(call amina 1 POST /jit/requests '{"policy":"refund-order","resource":"orders/4711","duration":"PT30M","justification":"customer charged twice"}')" 201 "amina asks node 1"
request=$(get .id)
expect "$(call bo 2 POST "/jit/requests/$request/votes" '{"decision":"approve"}')" 201 "bo approves on node 2"
grant=$(get .grantId)
expect "$(call amina 2 POST /orders/4711/refund)" 200 "node 2 allows at once"
for node in 1 3; do
    for _ in $(seq $((bound * 50))); do [[ $(call amina "$node" POST /orders/4711/refund) == 200 ]] && break; sleep 0.02; done
    expect "$(call amina "$node" POST /orders/4711/refund)" 200 "node $node allows"
done

echo "== Its revocation crosses them"
expect "$(call bo 3 POST "/jit/grants/$grant/revoke" '{"reason":"the invoice was right"}')" 201 "bo revokes on node 3"
revoked=$(now)
expect "$(call amina 3 POST /orders/4711/refund)" 403 "node 3 refuses at once"
for node in 1 2; do
    took=$(until_refused amina "$node" "$revoked")
    [[ $took != never ]] && ((took <= bound * 1000)) || fail "node $node refuses within $bound s"
    said "...  node $node stops allowing after $took ms (at most $((bound * 1000)))"
    expect "$(call amina "$node" POST /orders/4711/refund)" 403 "node $node refuses"
done

echo "== One node exports the journal, and another when that one is killed"
exported() { cat "$work"/journal*.jsonl 2>/dev/null | jq -s "$1"; }
ask() { expect "$(call amina "$1" POST /jit/requests '{"policy":"watch-orders","duration":"PT1M","justification":"to see the export"}')" 201 "amina asks node $1"; }
ask 1
for _ in $(seq 100); do [[ $(exported 'any(.entry.kind == "grant-activated" and (.entry.data | tostring | contains("watch-orders")))') == true ]] && break; sleep 0.1; done
files=("$work"/journal*.jsonl)
((${#files[@]} == 1)) || fail "one node exports, not ${#files[@]}"
exporter=$(basename "${files[0]}" .jsonl) exporter=${exporter#journal}
said "...  node $exporter has exported $(exported length) entries"
{ kill -KILL "${nodes[exporter]}"; wait "${nodes[exporter]}"; } 2>/dev/null || true
killed=$(now)
left=$((exporter % 3 + 1)) # another node
ask "$left"
for _ in $(seq 150); do files=("$work"/journal*.jsonl); ((${#files[@]} == 2)) && break; sleep 0.1; done
((${#files[@]} == 2)) || fail "another node takes over"
said "...  another node exports $(($(now) - killed)) ms after node $exporter was killed"
[[ $(exported 'map(.entry.position) as $all | ($all | unique) == [range(1; ($all | max) + 1)]') == true ]] || fail "no entry is missing"
said "...  no entry is missing"
[[ $(exported 'group_by(.entry.position) | all(map(select(.mayBeRepeated | not)) | length <= 1)') == true ]] || fail "what comes twice says so"
said "...  what comes twice says so"

echo "== The database is gone"
exec {database}>&-
gone=$(now)
for _ in $(seq $((bound * 100))); do [[ $(call nobody "$left" GET /health) == 503 ]] && break; sleep 0.05; done
expect "$(call nobody "$left" GET /health)" 503 "node $left is no longer healthy, $(($(now) - gone)) ms later"
[[ $(get '[.checks[].data.reason] | join(",")') == node-stale ]] || fail "the health document says why"
expect "$(call amina "$left" POST /orders/4711/refund)" 503 "node $left denies everything"

echo "$passed passed"
