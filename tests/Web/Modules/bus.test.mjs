// Lines read as one number.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, segments } from '../../../src/Hub/Web/wwwroot/model/bus.js';
import { Edges } from '../../../src/Hub/Web/wwwroot/model/edges.js';
import { random } from './random.mjs';

test('at any instant a bus has the value of its lines there, and neighbours differ or lie behind an edge', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const next = random(seed), lines = Array.from({ length: 1 + next(6) }, () => {
      const edges = new Edges(1 << 10, 0, next(2));
      let t = 0, level = edges.before;
      for (let n = next(30); n > 0; n--) edges.push(t += 1 + next(40), level = 1 - level);
      return edges;
    });
    const found = segments(lines, 0, 500);
    assert.deepEqual([found[0].from, found.at(-1).to], [0, 500]);
    for (let i = 1; i < found.length; i++) assert.equal(found[i].from, found[i - 1].to);
    for (let t = 0; t < 500; t++) {
      const expected = lines.reduce((value, edges) => value << 1n | BigInt(edges.at(t)), 0n);
      assert.equal(found.find(one => t >= one.from && t < one.to).value, expected, `seed ${seed} at ${t}`);
    }
  }
});

test('lines that change in one instant show no value between', () => {
  const [high, low] = [new Edges(64, 0, 0), new Edges(64, 0, 1)];
  high.push(10, 1);
  low.push(10, 0);
  assert.deepEqual(segments([high, low], 0, 20).map(one => one.value), [1n, 2n]);
});

test('a bus is not known where a line is not, and too many values are none', () => {
  const [one, other] = [new Edges(64, 5, 0), new Edges(64, 0, 1)];
  other.push(8, 0);
  other.lose(8, 12);
  other.push(12, 1);
  assert.deepEqual(segments([one, other], 0, 20).map(part => part.value), [null, null, 1n]);
  assert.equal(segments([one, other], 0, 20, 2), null);
  assert.deepEqual([hex(10n, 4), hex(10n, 5), hex(1n, 1)], ['0xa', '0x0a', '0x1']);
});
