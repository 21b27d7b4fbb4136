// What each pixel column of a row shows, decided once: the picture, the table and the screen reader all read it.

export const unknown = 0, low = 1, high = 2, rise = 3, fall = 4, busy = 5, lost = 6, ahead = 7;

/**
 * Writes a code for each column of a range.
 * @param {import('../model/edges.js').Edges} edges
 * @param {Uint8Array} codes one for each column
 * @param {number} first the first column that is to be written
 */
export function ofEdges(edges, from, to, codes, first = 0) {
  const width = codes.length, wide = (to - from) / width;
  let x = first, i = edges.gallop(0, from + x * wide);      // an edge on a border belongs to the column behind it
  let level = edges.levelAt(i - 1);
  while (x < width) {
    const end = from + (x + 1) * wide;
    if (end <= edges.from) {      // older than what is kept
      const until = Math.min(width, Math.max(x + 1, Math.floor((edges.from - from) / wide)));
      codes.fill(unknown, x, until);
      x = until;
      i = edges.gallop(i, from + x * wide);
      level = edges.levelAt(i - 1);
      continue;
    }
    const next = i < edges.count ? edges.timeAt(i) : Infinity;
    if (next >= end) {      // a run of columns without an edge
      const until = next === Infinity ? width : Math.min(width, Math.max(x + 1, Math.floor((next - from) / wide)));
      codes.fill(level === null ? unknown : level ? high : low, x, until);
      x = until;
      continue;
    }
    const after = edges.gallop(i, end);
    level = edges.levelAt(after - 1);
    codes[x++] = after - i > 1 ? busy : level ? rise : fall;
    i = after;
  }
  hatch(edges.lost, from, to, codes, first);
}

/**
 * The same from a window of the recorder's: exact edges, or a summary of columns of its own width.
 * @param {{ from: number, to: number, first: number|null, columns?: number[][], edges?: number[][], count: number, lost: number[][] }} tile
 */
export function ofTile(tile, from, to, codes, last = codes.length) {
  const width = codes.length, wide = (to - from) / width;
  const steps = tile.edges
    ? tile.edges.map(([t, level]) => [tile.from + t, level, 1])
    : (tile.columns ?? []).map(([column, level, edges]) => [tile.from + (column + 0.5) * (tile.to - tile.from) / tile.count, level, edges]);
  let level = tile.first, i = 0;
  const begin = Math.max(0, Math.floor((tile.from - from) / wide)), end = Math.min(last, Math.ceil((tile.to - from) / wide));
  while (i < steps.length && steps[i][0] < from) level = steps[i++][1];
  for (let x = begin; x < end; x++) {
    let edges = 0;
    while (i < steps.length && steps[i][0] < from + (x + 1) * wide) {
      edges += steps[i][2];
      level = steps[i++][1];
    }
    codes[x] = edges > 1 ? busy : edges === 1 ? (level ? rise : fall) : level === null ? unknown : level ? high : low;
  }
  hatch(tile.lost, from, to, codes, begin, end);
  hatch(tile.unknown, from, to, codes, begin, end, unknown);
}

/** Marks the columns in which edges were lost. */
export function hatch(spans, from, to, codes, first = 0, last = codes.length, code = lost) {
  const wide = (to - from) / codes.length;
  for (const [begin, end] of spans ?? []) {
    const a = Math.max(first, Math.floor((begin - from) / wide)), b = Math.min(last, Math.max(Math.ceil((end - from) / wide), a + 1));
    if (b > first && a < last && end >= from && begin <= to) codes.fill(code, a, b);
  }
}
