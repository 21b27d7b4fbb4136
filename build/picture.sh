#!/bin/bash
# Draws the crossbar of a rig: nets across, guests down, as "gpiohub check" prints it. The picture in README.md is of the demo rig.
#   picture.sh               writes docs/images/crossbar.svg from config/demo.yaml
#   picture.sh --check       says whether that file is up to date, and changes nothing; exit code 1 = it is not
#   picture.sh -             reads what "gpiohub check" printed from stdin, and writes the picture to stdout
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
picture=$root/docs/images/crossbar.svg

draw() {
  # Lengths are counted in bytes, whatever awk this is: the arrow is taken away before.
  LC_ALL=C awk '
    function xml(text) {
      gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text); gsub(/"/, "\\&quot;", text)
      return text
    }
    function trimmed(text) { sub(/^ +/, "", text); sub(/ +$/, "", text); return text }
    function put(text) { body = body "  " text "\n" }
    function words(x, y, class, text) { put(sprintf("<text x=\"%d\" y=\"%d\" class=\"%s\">%s</text>", x, y, class, xml(text))) }
    function larger(a, b) { return a > b ? a : b }

    # One end of a net: GUEST:NAME(access) or GUEST:NAME(access,release). A name may hold colons and brackets, an id may not.
    function take(net, text,    colon, open, guest) {
      sub(/^\342\206\222 /, "", text)
      if (text == "") return
      colon = index(text, ":")
      guest = substr(text, 1, colon - 1)
      open = match(text, /\([a-z]+(,[a-z]+)?\)$/)
      if (!colon || !open) { print "picture.sh: not the end of a net: " text > "/dev/stderr"; failed = 1; exit 1 }
      if (!(guest in known)) { known[guest] = 1; seen[++seenCount] = guest }
      name[net, guest] = substr(text, colon + 1, open - colon - 1)
      access[net, guest] = substr(text, open + 1, length(text) - open - 1)
      widest = larger(widest, larger(length(name[net, guest]), length(access[net, guest]) * 0.9))
    }
    function takeAll(net, list,    parts, count, i) {
      count = split(trimmed(list), parts, /  +/)
      for (i = 1; i <= count; i++) take(net, parts[i])
    }

    /^[^ ].*: ok / { subject = $1; sub(/:$/, "", subject); next }
    /^net +resolve, bias +guests$/ { table = "net"; atSettings = index($0, "resolve, bias"); atGuests = index($0, "guests"); next }
    /^guest +slots +lines$/ { table = "guest"; next }
    /^between guests: / { table = "wires"; sub(/^between guests: /, "") }
    /^on no guest: / { table = "" }
    /^$/ { table = ""; next }
    table == "net" && /^ / { takeAll(nets, $0); next }
    table == "net" {
      net[++nets] = trimmed(substr($0, 1, atSettings - 1))
      settings[nets] = trimmed(substr($0, atSettings, atGuests - atSettings))
      takeAll(nets, substr($0, atGuests))
    }
    table == "guest" && /^[^ ]/ { guestRow[++guestRows] = $1 }
    table == "wires" { count = split($0, parts, /, */); for (i = 1; i <= count; i++) isWire[trimmed(parts[i])] = 1 }

    END {
      if (failed) exit 1
      if (!nets) { print "picture.sh: gpiohub check has printed no nets" > "/dev/stderr"; exit 1 }
      for (i = 1; i <= guestRows; i++) if (guestRow[i] in known) { guest[++guests] = guestRow[i]; delete known[guestRow[i]] }
      for (i = 1; i <= seenCount; i++) if (seen[i] in known) guest[++guests] = seen[i]
      for (i = 1; i <= guests; i++) widest = larger(widest, length(guest[i]))
      for (i = 1; i <= nets; i++) widestNet = larger(widestNet, larger(length(net[i]) - index(net[i], "/"), length(settings[i]) * 0.8))

      row = 54; top = 62; gap = 18
      chipWidth = int(widestNet * 8.6) + 30
      column = larger(104, int(widest * 8.6) + 46)
      first = chipWidth + 42
      width = first + guests * (column + gap) - gap + 2
      bottom = top + nets * row
      height = bottom + 46

      for (g = 1; g <= guests; g++) {
        x = first + (g - 1) * (column + gap)
        put(sprintf("<rect x=\"%d\" y=\"10\" width=\"%d\" height=\"%d\" rx=\"8\" class=\"guest\"/>", x, column, bottom - 10))
        words(x + column / 2, 33, "id middle", guest[g])
        words(x + column / 2, 49, "small middle", "guest")
      }

      # Nets of one chip stand together: one box around them.
      for (n = 1; n <= nets; n++) {
        chip = substr(net[n], 1, index(net[n], "/") - 1)
        if (chip == last) continue
        last = chip
        for (until = n; until < nets && substr(net[until + 1], 1, length(chip) + 1) == chip "/"; until++);
        y = n == 1 ? 10 : top + (n - 1) * row + 4
        put(sprintf("<rect x=\"2\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"8\" class=\"chip\"/>", y, chipWidth, top + until * row - y))
        words(16, y + 23, "id", chip)
        if (n == 1) words(16, y + 39, "small", "chip")
      }

      for (n = 1; n <= nets; n++) {
        y = top + (n - 1) * row + 28
        wire = net[n] in isWire ? "wire between" : "wire"
        end = first
        for (g = 1; g <= guests; g++) if ((n, guest[g]) in name) end = first + (g - 1) * (column + gap) + 20
        put(sprintf("<path d=\"M%d %dH%d\" class=\"%s\"/>", chipWidth + 2, y, end, wire))
        words(16, y - 1, "name", substr(net[n], index(net[n], "/") + 1))
        words(16, y + 14, "small", settings[n])
        for (g = 1; g <= guests; g++) {
          if (!((n, guest[g]) in name)) continue
          x = first + (g - 1) * (column + gap) + 20
          kind = access[n, guest[g]] ~ /^inout/ ? "both" : access[n, guest[g]] ~ /^out/ ? "drives" : "reads"
          put(sprintf("<circle cx=\"%d\" cy=\"%d\" r=\"6\" class=\"%s\"/>", x, y, kind))
          if (kind == "both") put(sprintf("<path d=\"M%d %da6 6 0 0 1 0 12z\" class=\"half\"/>", x, y - 6))
          words(x + 12, y - 7, "name", name[n, guest[g]])
          words(x + 12, y + 16, "small", access[n, guest[g]])
        }
      }

      y = bottom + 28
      put(sprintf("<circle cx=\"22\" cy=\"%d\" r=\"6\" class=\"reads\"/>", y)); words(34, y + 5, "small", "reads")
      put(sprintf("<circle cx=\"92\" cy=\"%d\" r=\"6\" class=\"drives\"/>", y)); words(104, y + 5, "small", "drives")
      put(sprintf("<circle cx=\"166\" cy=\"%d\" r=\"6\" class=\"both\"/>", y))
      put(sprintf("<path d=\"M166 %da6 6 0 0 1 0 12z\" class=\"half\"/>", y - 6)); words(178, y + 5, "small", "may do either")
      put(sprintf("<path d=\"M286 %dH316\" class=\"wire between\"/>", y)); words(324, y + 5, "small", "a wire between guests")
      width = larger(width, 470)

      print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " width " " height \
        "\" width=\"" width "\" height=\"" height "\" role=\"img\">"
      print "  <!-- Written by build/picture.sh; do not edit. -->"
      print "  <title>" xml("The crossbar of " subject ": which net is on which guest") "</title>"
      print "  <style>"
      print "    text { font-family: ui-sans-serif, system-ui, \"DejaVu Sans\", sans-serif; fill: #1f2328; }"
      print "    .id { font-size: 16px; font-weight: 600; }"
      print "    .name { font-size: 13px; font-weight: 600; }"
      print "    .small { font-size: 11px; fill: #59636e; }"
      print "    .middle { text-anchor: middle; }"
      print "    .chip { fill: #ddf4ff; stroke: #54aeff; }"
      print "    .guest { fill: #f6f8fa; stroke: #d1d9e0; }"
      print "    .wire { fill: none; stroke: #818b98; stroke-width: 2; }"
      print "    .between { stroke: #bf5700; stroke-width: 3; }"
      print "    .reads, .both { fill: #ffffff; stroke: #1f2328; stroke-width: 2; }"
      print "    .drives { fill: #1f2328; stroke: #1f2328; stroke-width: 2; }"
      print "    .half { fill: #1f2328; }"
      print "    @media (prefers-color-scheme: dark) {"
      print "      text { fill: #f0f6fc; }"
      print "      .small { fill: #9198a1; }"
      print "      .chip { fill: #121d2f; stroke: #1f6feb; }"
      print "      .guest { fill: #151b23; stroke: #3d444d; }"
      print "      .wire { stroke: #656c76; }"
      print "      .between { stroke: #f0883e; }"
      print "      .reads, .both { fill: #0d1117; stroke: #f0f6fc; }"
      print "      .drives { fill: #f0f6fc; stroke: #f0f6fc; }"
      print "      .half { fill: #f0f6fc; }"
      print "    }"
      print "  </style>"
      printf "%s", body
      print "</svg>"
    }'
}

of_demo() {
  [[ -x $root/out/gpiohub ]] || die "No hub is built yet: ./run.sh builds one."
  (cd "$root" && out/gpiohub check config/demo.yaml) | draw
}

case ${1:-} in
'')
  mkdir -p "$(dirname "$picture")"
  of_demo >"$picture.part"
  mv "$picture.part" "$picture"
  ;;
--check)
  of_demo | cmp -s - "$picture" ||
    die "docs/images/crossbar.svg is not what build/picture.sh makes of config/demo.yaml: run it again"
  ;;
-) draw ;;
*) die "usage: picture.sh [--check | -]" ;;
esac
