#!/bin/bash
# Boots a real Linux (User-Mode Linux: a kernel that is an ordinary process) as a guest of the running hub.
#   linux-guest.sh [GUEST]    default: the first guest of the rig that nobody serves yet
# On a terminal it gives you the guest's shell. Input from elsewhere is what the guest's shell runs: its output goes to stdout, the guest is
# powered off at the end of the input, and the shell's exit status is this script's.
#   echo 'gpioget gpiochip0 0' | linux-guest.sh ivi
# However it ends, nothing of the guest stays behind. GPIOHUB_PROGRAM is a gpiohub other than out/gpiohub, for tests.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
hub=${GPIOHUB_PROGRAM:-$root/out/gpiohub}

# The processes of the guest. User-Mode Linux starts several, some in sessions of their own, and none of them ends with its parent; but all
# run the same file, and it is this guest's own.
members() { # STATE
  find /proc -mindepth 2 -maxdepth 2 -name exe -lname "$1/linux*" -printf '%h\n' 2>/dev/null | sed 's|^/proc/||'
}

# Ends the guest once nobody holds the other end of stdin any more, whatever ended those who did.
guard() { # STATE
  local state=$1 pids
  trap '' INT TERM HUP
  read -r _ || true
  [[ ! -s $state/feeder ]] || kill -- "-$(<"$state/feeder")" 2>/dev/null || true
  # At once, as a power cut: a kernel that is asked while its processes end panics.
  while mapfile -t pids < <(members "$state") && ((${#pids[@]} > 0)); do
    kill -KILL "${pids[@]}" 2>/dev/null || true
    sleep 0.02
  done
  rm -rf "$state"
}

if [[ ${1:-} == --guard ]]; then
  guard "$2"
  exit
fi

answer=$("$hub" info) || die "Start a hub first, in another terminal: ./run.sh"
guest=${1:-$(awk '$2 == "waiting" { print $1; exit }' <<<"$answer")}
[[ -n $guest ]] || die "Every guest of this hub has a front-end already."
socket=$("$hub" info "$guest:" -o json | tr -d '\n' | sed 's/.*"socket": *"\([^"]*\)".*/\1/')
[[ -S $socket ]] || die "The running hub has no guest \"$guest\"."

if [[ -n $("$root/build/guest-kit.sh" --absent | grep User-Mode || true) ]]; then
  say "This once builds a small Linux kernel from Debian's source package (140 MB to fetch): 3 to 4 minutes on two cores."
fi
kit=$("$root/build/guest-kit.sh" uml)
uml=$(sed -n 's/^UML=//p' <<<"$kit")
initramfs=$(sed -n 's/^INITRAMFS=//p' <<<"$kit")

state=$(mktemp -d "$cache/guest.XXXXXX")
ln "$uml" "$state/linux" 2>/dev/null || cp "$uml" "$state/linux"
mkfifo "$state/lifeline"
exec {lifeline}<>"$state/lifeline" {input}<&0
setsid "${BASH_SOURCE[0]}" --guard "$state" <"$state/lifeline" >/dev/null 2>&1 {lifeline}>&- {input}<&- &
guard=$!
tty=
[[ ! -t 0 ]] || tty=$(stty -g)

end() {
  exec {lifeline}>&-
  wait "$guard" 2>/dev/null || true
  [[ -z $tty ]] || stty "$tty" || true
}
trap end EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

boot() { # WORD... -> the kernel takes the place of the shell that runs this
  exec {lifeline}>&-
  exec setsid setpriv --pdeathsig KILL "$state/linux" mem=64M "initrd=$initramfs" rdinit=/init "virtio_uml.device=$socket:41" \
    "uml_dir=$state" umid=guest con=null quiet "$@"
}

say "booting Linux as guest $guest on $socket"
if [[ -t 0 ]]; then
  [[ -t 1 ]] || exec > >(exec cat {lifeline}>&- {input}<&-)
  boot con0=fd:0,fd:1 console=tty0 serve=shell <&$input {input}<&- &
  wait $! 2>/dev/null || true
  exit 0
fi

# Its consoles are pipes in both directions, whatever ours are: it can wait neither for a file nor for /dev/null, hangs up where a pipe
# ends, and misses what was there before it looked. So the input follows once the guest says that it reads. It finds the end as a terminal
# does: twice, for the first may only end a line that has no end.
mkfifo "$state"/{input,output,errors,answer,idle{0..2}}
cat "$state/output" {lifeline}>&- {input}<&- & printers=($!)
cat "$state/errors" >&2 {lifeline}>&- {input}<&- & printers+=($!)
boot con0=fd:6,fd:1 con1=null,fd:2 con2=fd:4,fd:7 con3=fd:8,fd:5 console=tty1 serve=stdin \
  </dev/null >"$state/output" 2>"$state/errors" 4<>"$state/input" 5>"$state/answer" \
  6<>"$state/idle0" 7<>"$state/idle1" 8<>"$state/idle2" {input}<&- &
kernel=$!
exec {answer}<"$state/answer"
if read -r _ <&$answer; then
  setsid bash -c 'cat && printf "\004\004"' <&$input >"$state/input" {lifeline}>&- {input}<&- {answer}<&- &
  echo $! >"$state/feeder"
fi
wait "$kernel" "${printers[@]}" 2>/dev/null || true
read -r status <&$answer || die "The guest went before the end of its input."
exit "$status"
