#!/usr/bin/env bash
# Practises the worst day of an operator: a backup is restored, in which a revoked grant lives again. The node refuses the copy; an operator adopts it, and
# nothing that it brought back lives on.
#
#   samples/BackOffice/restore.sh
#
# Uses a SQLite database of its own in a temporary folder. With PostgreSQL the steps are the same, and nodes that run need no restart.
set -euo pipefail
cd "$(dirname "$0")"
for tool in curl jq dotnet; do
    command -v "$tool" >/dev/null || { echo "restore.sh needs $tool (Debian: apt-get install $tool)"; exit 2; }
done

work=$(mktemp -d)
node=
passed=0
cleanup() {
    [[ -z $node ]] || { kill -KILL "$node" && wait "$node"; } 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT

fail() { printf 'FAILED: %s\n' "$1"; [[ ! -f $work/body ]] || cat "$work/body"; tail -n 20 "$work/log"; exit 1; }
said() { passed=$((passed + 1)); printf '  %s\n' "$1"; }

# call <who> <method> <path> [body]: prints the status; the body is kept.
call() {
    local data=()
    [[ -z ${4-} ]] || data=(-H 'content-type: application/json' --data-binary "$4")
    curl -s --max-time 10 -o "$work/body" -w '%{http_code}' -X "$2" -b "$work/$1.jar" -c "$work/$1.jar" "${data[@]}" "$base$3" || true
}
expect() { [[ $1 == "$2" ]] || fail "$3 (expected $2, not $1)"; said "$1  $3"; }
get() { jq -r "$1" "$work/body"; }

# launch [setting...]: a node over the database, in the background.
launch() {
    base=http://127.0.0.1:$((20000 + RANDOM % 20000))
    dotnet "$assembly" --urls "$base" --environment Development --contentRoot "$PWD" --JitAccess:SqliteStore "Data Source=$work/jit.db" "$@" >>"$work/log" 2>&1 &
    node=$!
}

# start [setting...]: the same, until it answers and all have signed in.
start() {
    local who
    launch "$@"
    for _ in $(seq 150); do curl -s -o "$work/body" --max-time 2 "$base/health" && break; sleep 0.2; done
    for who in amina bo omar; do [[ $(call $who POST /demo/sign-in "{\"name\":\"$who\"}") == 200 ]] || fail "$who signs in"; done
}
stop() { kill "$node"; wait "$node" || true; node=; }

# grant <order>: amina asks, bo approves; the grant's id is in $grant.
grant() {
    expect "$(call amina POST /jit/requests "{\"policy\":\"refund-order\",\"resource\":\"orders/$1\",\"duration\":\"PT30M\",\"justification\":\"customer charged twice\"}")" 201 "amina asks for order $1"
    expect "$(call bo POST "/jit/requests/$(get .id)/votes" '{"decision":"approve"}')" 201 "bo approves"
    grant=$(get .grantId)
}

echo "== Two grants, a backup, and a revocation after it"
[[ ${JITACCESS_SAMPLE_IS_BUILT-} == true ]] || dotnet build -c Release -v quiet --nologo >"$work/log" 2>&1 || fail "the sample does not build"
assembly=$(dotnet msbuild -getProperty:TargetPath -p:Configuration=Release)
kept=(--JitAccess:NodeFile "$work/node.json")
start "${kept[@]}"
grant 1
grant 2
stop
cp "$work/jit.db" "$work/backup.db"
said "...  the database is copied"
start "${kept[@]}"
expect "$(call bo POST "/jit/grants/$grant/revoke" '{"reason":"the invoice was right"}')" 201 "bo revokes the grant of order 2"
expect "$(call amina POST /orders/2/refund)" 403 "amina is refused"
stop
rm -f "$work"/jit.db-wal "$work"/jit.db-shm
cp "$work/backup.db" "$work/jit.db"
said "...  the backup is restored"

echo "== The node knows more than the copy"
launch "${kept[@]}"
for _ in $(seq 150); do kill -0 "$node" 2>/dev/null || break; sleep 0.2; done
kill -0 "$node" 2>/dev/null && fail "the node starts on the copy"
wait "$node" 2>/dev/null && fail "the node ends as if nothing were wrong"
node=
grep -q "it was restored or replaced" "$work/log" || fail "the node says why it does not start"
said "...  it does not start"

echo "== One without a node file believes it, so nobody else may reach that one"
start
expect "$(call amina POST /orders/2/refund)" 200 "what was revoked lives again"
expect "$(call omar POST /operations/adopt-store '{"reason":"a backup was restored"}')" 403 "omar needs a grant"
expect "$(call amina POST /operations/adopt-store '{"reason":"a backup was restored"}')" 403 "amina may not operate"
expect "$(call omar POST /jit/requests '{"policy":"adopt-store","resource":"store","duration":"PT5M","ticket":"OPS-17"}')" 201 "omar asks for one"
expect "$(call omar POST /operations/adopt-store '{"reason":"a backup was restored"}')" 200 "omar adopts the store"
[[ $(get .ended) == 3 ]] || fail "two grants and omar's own have ended"
said "...  $(get .ended) grants have ended, omar's own among them"
expect "$(call amina POST /orders/1/refund)" 403 "nothing lives that the backup brought back"
expect "$(call amina POST /orders/2/refund)" 403 "least of all what was revoked"
stop

echo "== The node goes on with the adopted store"
start "${kept[@]}"
expect "$(call amina POST /orders/2/refund)" 403 "what was revoked stays ended"
grant 3
expect "$(call amina POST /orders/3/refund)" 200 "what is granted now holds"

echo "$passed passed"
