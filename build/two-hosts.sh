#!/bin/bash
# One rig on two hosts, on this machine: two hubs with mutual TLS between them, each with a guest that waits for the same line. As root each
# host is a network namespace, and the cable between them can be pulled; else they are two addresses of the loopback.
#   two-hosts.sh
# Nothing of it stays behind when it ends. GPIOHUB_PROGRAM is a gpiohub other than out/gpiohub, for tests.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
hub=$(realpath "${GPIOHUB_PROGRAM:-$root/out/gpiohub}")
hosts=(bench-a bench-b)
pids=() made=()
((EUID == 0)) && cable=true addresses=(10.77.0.1 10.77.0.2) || cable=false addresses=(127.0.0.1 127.0.0.2)

state=$(mktemp -d "${TMPDIR:-/tmp}/two-hosts.XXXXXX")

end() {
  trap '' INT TERM HUP
  local host
  ((${#pids[@]} == 0)) || kill -TERM "${pids[@]}" 2>/dev/null || true
  wait
  for host in "${made[@]}"; do ip netns delete "$host"; done
  rm -rf "$state"
}
trap end EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

lay_cable() {
  local host i
  command -v ip >/dev/null || need "to have two hosts" iproute2
  for host in "${hosts[@]}"; do
    if ip netns list | grep -qw "$host"; then
      [[ -z $(ip netns pids "$host") ]] || die "There is a network namespace $host, and processes in it: ip netns pids $host"
      ip netns delete "$host"
    fi
    ip netns add "$host"
    made+=("$host")
  done
  ip link add cable netns "${hosts[0]}" type veth peer name cable netns "${hosts[1]}"
  for i in 0 1; do
    ip -n "${hosts[i]}" address add "${addresses[i]}/24" dev cable
    ip -n "${hosts[i]}" link set lo up
    ip -n "${hosts[i]}" link set cable up
  done
}

certify() {
  cd "$state"
  "$hub" rig init two
  for host in "${hosts[@]}"; do "$hub" rig host "$host"; done
} >/dev/null

# Each host has a file of its own; both say the same of the rig.
write_files() {
  local i
  for i in 0 1; do
    {
      echo "rig: { name: two, host: ${hosts[i]}, listen: '${addresses[i]}:4053', ca: two-ca.pem, certificate: ${hosts[i]}.pem }"
      echo "hubs: { ${hosts[1 - i]}: { at: '${addresses[1 - i]}:4053' } }"
      echo "hub: { sockets: $state/${hosts[i]} }"
      echo "recorder: { dumps: false }"
    } >"$state/${hosts[i]}.yaml"
  done
  cat >>"$state/bench-a.yaml" <<'YAML'
chips: { bench: { driver: sim, lines: [IGN, RELAY], share: all } }
guests:
  ivi: { lines: [{ from: bench/IGN }, { from: bench/RELAY }] }
YAML
  cat >>"$state/bench-b.yaml" <<'YAML'
chips: { bench: { driver: remote, hub: bench-a, control: drive } }
guests:
  ecu: { lines: [{ from: bench/IGN }] }
  linux: { lines: [{ from: bench/IGN }, { from: bench/RELAY, access: out, onRelease: low }] }
YAML
}

# Ctrl-C is for the hubs; who prints what they say goes on until they have ended.
prefixed() { # WORD
  trap '' INT
  exec sed -u "s/^/$1/"
}

start() { # HOST
  local inside=()
  ! $cable || inside=(nsenter "--net=/run/netns/$1")
  "${inside[@]}" "$hub" run "$state/$1.yaml" </dev/null >"$state/$1.out" 2> >(prefixed "$1 | " >&2) &
  pids+=($!)
  until grep -q ' up in ' "$state/$1.out"; do
    kill -0 "${pids[-1]}" 2>/dev/null || die "The hub of $1 has ended."
    sleep 0.05
  done
}

listen() { # HOST GUEST
  "$hub" guest "$state/$1/$2.sock" mon IGN </dev/null > >(prefixed "$1, guest $2 | ") 2>&1 &
  pids+=($!)
}

! $cable || lay_cable
certify
write_files
for host in "${hosts[@]}"; do start "$host"; done
until "$hub" --hub "$state/bench-b/control.sock" info | grep -q '^bench .*  up  '; do sleep 0.1; done
listen bench-a ivi
listen bench-b ecu

as() { echo "${hub#"$PWD/"} --hub $state/$1/control.sock"; }

cat <<TEXT

Two hosts: bench-a at ${addresses[0]} has the chip "bench", lines IGN and RELAY; bench-b at ${addresses[1]} uses it.
A guest of each waits for IGN: what they see is printed here. In another terminal:
  $(as bench-a) set bench/IGN=1      # both guests have the edge
  $(as bench-b) info                 # the link, and who has which line
TEXT
if $cable; then
  cat <<TEXT
Pull the cable, and plug it again:
  ip -n bench-a link set cable down
  $(as bench-b) info                 # bench-a is away: its lines answer ERR, interrupts stay armed
  $(as bench-a) set bench/IGN=0      # only bench-a's guest has the edge
  ip -n bench-a link set cable up    # and now bench-b's has it too: the level differs
TEXT
else
  cat <<TEXT
You are not root, so there is no cable to pull; end one of the hubs instead, and this script ends the other with Ctrl-C:
  kill ${pids[0]}                    # bench-a is away: its lines answer ERR on bench-b
TEXT
fi
cat <<TEXT
A real Linux as a guest of bench-b, which drives RELAY of bench-a (line 1):
  GPIOHUB_HUB=$state/bench-b/control.sock ./run.sh linux linux
Ctrl-C ends all of it.
TEXT
wait
