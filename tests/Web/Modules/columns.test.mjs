// What each pixel column shows, against a naive reading of the same edges.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Edges } from '../../../src/Hub/Web/wwwroot/model/edges.js';
import * as columns from '../../../src/Hub/Web/wwwroot/analyser/columns.js';
import { random } from './random.mjs';

/** One column after the other, each by a walk over all edges. */
function naive(edges, from, to, width) {
  return Array.from({ length: width }, (_, x) => {
    const begin = from + x * (to - from) / width, end = from + (x + 1) * (to - from) / width;
    if (end <= edges.from) return columns.unknown;
    let within = 0, level = edges.before;
    for (let i = 0; i < edges.count; i++) {
      if (edges.timeAt(i) >= end) break;
      if (edges.timeAt(i) >= begin) within++;
      level = edges.levelAt(i);
    }
    if (within > 1) return columns.busy;
    if (within === 1) return level ? columns.rise : columns.fall;
    return level === null ? columns.unknown : level ? columns.high : columns.low;
  });
}

test('columns say what a walk over all edges says, for any edges, gaps, zoom and width', () => {
  for (let seed = 1; seed <= 400; seed++) {
    const next = random(seed), edges = new Edges(1 << 16, 1000, seed % 3 === 0 ? null : seed % 2);
    let t = 1000, level = edges.before ?? 0;
    for (let n = next(200); n > 0; n--) {
      t += 1 + (next(4) ? next(20) : next(5000));
      level = next(9) ? 1 - level : level;      // now and then a level comes twice: the edge between was lost
      edges.push(t, level);
    }
    const from = next(4000) - 500, to = from + 50 + next(9000), width = 1 + next(300), codes = new Uint8Array(width);
    columns.ofEdges(edges, from, to, codes);
    assert.deepEqual([...codes], naive(edges, from, to, width), `seed ${seed}`);
  }
});

test('a column in which edges were lost says so, whatever else is in it', () => {
  const edges = new Edges(64, 0, 0), codes = new Uint8Array(10);
  edges.push(50, 1);
  edges.lose(40, 61);
  columns.ofEdges(edges, 0, 100, codes);
  assert.deepEqual([...codes], [1, 1, 1, 1, 6, 6, 6, 2, 2, 2]);
});

test("a recorder's window of exact edges shows what the edges themselves show", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const next = random(seed), edges = new Edges(1 << 12, 0, 0), list = [];
    let t = 0, level = 0;
    for (let n = next(60); n > 0; n--) {
      t += 1 + next(30);
      level = 1 - level;
      edges.push(t, level);
      list.push([t, level, 0]);
    }
    const tile = { from: 0, to: 2000, first: 0, edges: list, count: 100, lost: [] };
    const from = next(300), to = from + 20 + next(1500), a = new Uint8Array(77), b = new Uint8Array(77);
    columns.ofEdges(edges, from, to, a);
    columns.ofTile(tile, from, Math.min(to, 2000), b);
    if (to <= 2000) assert.deepEqual([...b], [...a], `seed ${seed}`);
  }
});

test('a window of columns is stretched over the pixels, and hatched where the recorder lost edges', () => {
  const tile = { from: 0, to: 100, first: 0, columns: [[2, 1, 1], [5, 0, 7]], count: 10, lost: [[80, 90]] }, codes = new Uint8Array(10);
  columns.ofTile(tile, 0, 100, codes);
  assert.deepEqual([...codes], [1, 1, 3, 2, 2, 5, 1, 1, 6, 1]);
});
