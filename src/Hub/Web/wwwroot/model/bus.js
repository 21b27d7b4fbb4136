// Lines that belong together, read as one number, the most significant first.

/**
 * What the number is over a range: a segment for each time between two of its changes.
 * @param {import('./edges.js').Edges[]} lines the most significant first
 * @returns {{ from: number, to: number, value: bigint|null }[]|null} value null = not known; null = more segments than `most`
 */
export function segments(lines, from, to, most = 1000) {
  const at = lines.map(edges => edges.upTo(from));
  const found = [];
  for (let begin = from; begin < to;) {
    if (found.length === most) return null;
    const end = Math.min(to, ...lines.map((edges, i) => at[i] < edges.count ? edges.timeAt(at[i]) : Infinity));
    if (end > begin) found.push({ from: begin, to: end, value: valueOf(lines, at, begin) });
    // Lines that change in one instant change together.
    for (let i = 0; i < lines.length; i++) while (at[i] < lines[i].count && lines[i].timeAt(at[i]) <= end) at[i]++;
    begin = end;
  }
  return found;
}

function valueOf(lines, at, t) {
  let value = 0n;
  for (let i = 0; i < lines.length; i++) {
    const level = lines[i].levelAt(at[i] - 1);
    if (level === null || t < lines[i].from || lines[i].lost.some(([begin, end]) => t >= begin && t < end)) return null;
    value = value << 1n | BigInt(level);
  }
  return value;
}

/** The number as everybody writes it: 0x0a, as many digits as the lines need. */
export function hex(value, lines) { return `0x${value.toString(16).padStart(Math.ceil(lines / 4), '0')}`; }
