// What the analyser waits for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patternOf, watch } from '../../../src/Hub/Web/wwwroot/analyser/trigger.js';

const edge = (t, line, level) => ({ what: 'edge', t, line, level });
const fires = (trigger, events, levels = {}) => {
  const test = watch(trigger, line => levels[line] ?? 0);
  return events.map(test).filter(t => t !== null);
};

test('an edge fires on its net and its direction alone', () => {
  const events = [edge(1, 'a/1', 1), edge(2, 'a/2', 1), edge(3, 'a/1', 0)];
  assert.deepEqual(fires({ kind: 'edge', line: 'a/1', edge: 'rising' }, events), [1]);
  assert.deepEqual(fires({ kind: 'edge', line: 'a/1', edge: 'falling' }, events), [3]);
  assert.deepEqual(fires({ kind: 'edge', line: 'a/1', edge: 'both' }, events), [1, 3]);
});

test('a pulse fires when it is over and was narrower, or wider; one whose beginning nobody saw does not', () => {
  const events = [edge(5, 'a/1', 0), edge(10, 'a/1', 1), edge(14, 'a/1', 0), edge(20, 'a/1', 1), edge(40, 'a/1', 0)];
  assert.deepEqual(fires({ kind: 'pulse', line: 'a/1', level: 1, than: 'narrower', ns: 5 }, events), [14]);
  assert.deepEqual(fires({ kind: 'pulse', line: 'a/1', level: 1, than: 'wider', ns: 5 }, events), [40]);
  assert.deepEqual(fires({ kind: 'pulse', line: 'a/1', level: 0, than: 'wider', ns: 1 }, events), [10, 20]);
});

test('a pattern fires when an edge makes it so, and not while it goes on', () => {
  const events = [edge(1, 'a/2', 1), edge(2, 'a/1', 1), edge(3, 'a/3', 1), edge(4, 'a/1', 0), edge(5, 'a/1', 1)];
  assert.deepEqual(fires({ kind: 'pattern', pattern: { 'a/1': 1, 'a/2': 1 } }, events), [2, 5]);
  assert.deepEqual(fires({ kind: 'pattern', pattern: { 'a/1': 1 } }, [edge(1, 'a/1', 1)], { 'a/1': 1 }), []);
  assert.deepEqual(fires({ kind: 'pattern', pattern: {} }, events), []);
});

test('contentions, faults, guests and lost edges fire too', () => {
  const events = [{ what: 'contention', t: 1, line: 'a/1' }, { what: 'fault', t: 2, line: 'a/1' }, { what: 'guest', t: 3, guest: 'ivi',
    state: 'running' },
    { what: 'guest', t: 4, guest: 'adas', state: 'stopped' }, { what: 'lagged', t: 5 }];
  assert.deepEqual(['contention', 'fault', 'lost'].map(kind => fires({ kind }, events)), [[1], [2], [5]]);
  assert.deepEqual(fires({ kind: 'guest', guest: 'ivi' }, events), [3]);
  assert.deepEqual(fires({ kind: 'guest', state: 'stopped' }, events), [4]);
});

test("a pattern's text may have names with spaces and equals signs; anything else is none", () => {
  assert.deepEqual(patternOf('bench/IGN=1 doors/Door FL=0'), { 'bench/IGN': 1, 'doors/Door FL': 0 });
  assert.deepEqual(patternOf('a/x=y=1'), { 'a/x=y': 1 });
  for (const text of ['', 'a/1', 'a/1=2', 'a/1=z']) assert.equal(patternOf(text), null);
});
