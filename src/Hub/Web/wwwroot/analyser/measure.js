// What stands between two instants of one net.

/** @param {import('../model/edges.js').Edges} edges */
export function measure(edges, from, to) {
  const [a, b] = from <= to ? [from, to] : [to, from];
  const begin = edges.gallop(0, a), end = edges.upTo(b);
  const widths = { 0: spread(), 1: spread() };
  let rises = 0, falls = 0, up = 0, level = edges.levelAt(begin - 1), since = a;
  for (let i = begin; i < end; i++) {
    const t = edges.timeAt(i);
    if (level) up += t - since;
    // The first and the last stretch are cut off by the cursors: only whole pulses have a width.
    if (i > begin && level !== null) widths[level].add(t - edges.timeAt(i - 1));
    level = edges.levelAt(i);
    since = t;
    if (level) rises++;
    else falls++;
  }
  if (level) up += b - since;
  const lostSpans = edges.lost.filter(([x, y]) => y >= a && x <= b).length;
  return {
    span: b - a, edges: end - begin, rises, falls,
    high: widths[1].value, low: widths[0].value,
    duty: b > a && a >= edges.from ? up / (b - a) : null,
    hz: periodic(edges, begin, end),
    whole: a >= edges.from && lostSpans === 0,
  };
}

/** The frequency between the first and the last rising edge; null = there are not two. */
function periodic(edges, begin, end) {
  let first = null, last = null, n = 0;
  for (let i = begin; i < end; i++) {
    if (!edges.levelAt(i)) continue;
    first ??= edges.timeAt(i);
    last = edges.timeAt(i);
    n++;
  }
  return n > 1 ? (n - 1) * 1e9 / (last - first) : null;
}

function spread() {
  let n = 0, sum = 0, min = Infinity, max = -Infinity;
  return {
    add(width) {
      n++;
      sum += width;
      min = Math.min(min, width);
      max = Math.max(max, width);
    },
    get value() { return n ? { n, min, mean: sum / n, max } : null; },
  };
}
