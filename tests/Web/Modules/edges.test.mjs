// The memory of one net's edges.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Edges } from '../../../src/Hub/Web/wwwroot/model/edges.js';
import { measure } from '../../../src/Hub/Web/wwwroot/analyser/measure.js';
import { random } from './random.mjs';

test('galloping finds the first edge at or after an instant, from any edge before it', () => {
  const next = random(7), edges = new Edges(1 << 12, 0, 0), times = [];
  let t = 0;
  for (let i = 0; i < 900; i++) {
    t += next(5) ? next(4) : next(900);
    times.push(t);
    edges.push(t, i & 1);
  }
  for (let n = 0; n < 3000; n++) {
    const wanted = next(t + 10), first = times.findIndex(time => time >= wanted), expected = first < 0 ? times.length : first;
    assert.equal(edges.gallop(next(expected + 1), wanted), expected);
    assert.equal(edges.upTo(wanted), times.filter(time => time <= wanted).length);
  }
});

test('a full memory lets the older half go, and knows from when on nothing is missing', () => {
  const edges = new Edges(256, 0, 0);
  for (let i = 1; i <= 257; i++) edges.push(i, i & 1);
  assert.deepEqual([edges.count, edges.from, edges.timeAt(0), edges.before], [129, 128, 129, 0]);
  assert.deepEqual([edges.at(100), edges.at(128.5), edges.at(129)], [null, 0, 1]);
  assert.deepEqual([edges.rises, edges.falls], [129, 128]);
});

test('the next and the last edge of an instant are those before and behind it, and not the one at it', () => {
  const edges = new Edges(64, 0, 0);
  [10, 20, 30].forEach((t, i) => edges.push(t, i & 1 ? 0 : 1));
  assert.deepEqual([edges.next(10), edges.previous(20), edges.next(30), edges.previous(10), edges.next(-5)], [20, 10, null, null, 10]);
});

test('a measurement counts edges, whole pulses, duty and frequency between two instants', () => {
  const edges = new Edges(64, 0, 0);
  [[100, 1], [130, 0], [200, 1], [240, 0], [300, 1]].forEach(([t, level]) => edges.push(t, level));
  const found = measure(edges, 50, 310);
  assert.deepEqual([found.edges, found.rises, found.falls, found.span], [5, 3, 2, 260]);
  assert.deepEqual(found.high, { n: 2, min: 30, mean: 35, max: 40 });
  assert.deepEqual(found.low, { n: 2, min: 60, mean: 65, max: 70 });
  assert.equal(found.duty, 80 / 260);
  assert.equal(found.hz, 1e9 / 100);
  assert.equal(found.whole, true);
  assert.deepEqual(measure(edges, 310, 50), found);      // whichever cursor comes first
});

test('a measurement over lost edges says that it is not whole', () => {
  const edges = new Edges(64, 0, 0);
  edges.push(10, 1);
  edges.lose(20, 30);
  assert.deepEqual([measure(edges, 0, 19).whole, measure(edges, 0, 25).whole, measure(edges, -5, 15).whole], [true, false, false]);
});
