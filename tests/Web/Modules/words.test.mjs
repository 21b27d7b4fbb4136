// Times, templates, links, names and YAML.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressesOf, pathOf } from '../../../src/Hub/Web/wwwroot/model/names.js';
import { read, token, write } from '../../../src/Hub/Web/wwwroot/model/route.js';
import { fold } from '../../../src/Hub/Web/wwwroot/model/templates.js';
import { Clock, exactSpan, span, step, tickText, ticks, written } from '../../../src/Hub/Web/wwwroot/model/time.js';
import { yaml } from '../../../src/Hub/Web/wwwroot/model/yaml.js';
import * as window_ from '../../../src/Hub/Web/wwwroot/analyser/window.js';

test('nanoseconds beyond 2^53 keep every digit', () => {
  const clock = new Clock();
  assert.equal(clock.at('9223372036854775000'), 0);
  assert.equal(clock.at('9223372036854775807'), 807);
  assert.equal(clock.text(807), '9223372036854775807');
  clock.anchor('9223372036854775100', '1764466000000000005');
  assert.equal(clock.wall(107), 1764466000000000012n);
});

test('a span has the unit of its size and four digits at most; an exact one has all', () => {
  assert.deepEqual([0, 812, 1820, 20e6, 2.5e9, 185e9, 7260e9, -1500].map(span),
    ['0 ns', '812 ns', '1.82 µs', '20 ms', '2.5 s', '3 min 5 s', '2 h 1 min', '−1.5 µs']);
  assert.deepEqual([0, 999, 20000105, -1500].map(exactSpan), ['0 ns', '999 ns', '20.000 105 ms', '−1.500 µs']);
});

test('ticks stand at multiples of 1, 2 or 5, and their text has the digits that tell them apart', () => {
  assert.deepEqual([step(100, 10), step(101, 10), step(7, 3), step(9e9, 4)], [10, 20, 5, 5e9]);
  const { every, all } = ticks(1e9 + 230, 1e9 + 1230, 600);
  assert.equal(every, 200);
  assert.equal(new Set(all.map(tick => tickText(tick, every))).size, all.length);
  assert.equal(tickText(1000000400, 200), '+1.0000004 s');
});

test('a written time is that of a rig file', () => {
  assert.deepEqual(['20us', '5ms', '1s', '2m', '1.5 ms', '5', 'ms', '-1s'].map(written), [2e4, 5e6, 1e9, 120e9, 1.5e6, null, null, null]);
});

test('guests of one template fold into one column; a gap, a pair and strangers do not', () => {
  assert.deepEqual(fold(['ecu-1', 'ecu-2', 'ecu-3', 'ivi']), [{ name: 'ecu-{1..3}', ids: ['ecu-1', 'ecu-2', 'ecu-3'] }, { name: 'ivi',
    ids: ['ivi'] }]);
  assert.deepEqual(fold(['e09', 'e10', 'e11']).map(group => group.name), ['e{09..11}']);
  assert.deepEqual(fold(['a1', 'a2', 'b3', 'b5', 'b6', 'b7x']).map(group => group.name), ['a1', 'a2', 'b3', 'b5', 'b6', 'b7x']);
});

test('a link says the same view again, whatever the names', () => {
  const lines = ['bench/IGN', 'doors/Door FL', 'x/a&b=c#d?e', 'x/<img src=x onerror=alert(1)>', 'ivi:Ü%'];
  const route = read(write('analyser', null, { from: '9223372036854775807', a: null }, lines));
  assert.deepEqual(route, { view: 'analyser', of: null, query: { from: '9223372036854775807' }, lines });
  assert.deepEqual(read(write('guests', 'a.b-c')), { view: 'guests', of: 'a.b-c', query: {}, lines: [] });
  assert.deepEqual(read('#/nothing').view, 'rig');
  assert.equal(write('analyser', null, {}, ['bench/IGN']), '#/analyser?line=bench/IGN');
});

test('the token of a fragment is found alone and behind a view', () => {
  assert.deepEqual(['#token=abc', '#/log?token=a%2Bb', '#/log', ''].map(token), ['abc', 'a+b', null, null]);
});

test('a net is addressed by its name where an address can use it, and asked for by offset where a URL cannot', () => {
  const lines = [['IGN', 0], ['7', 1], ['TWICE', 2], ['TWICE', 3], [null, 4], ['..', 5]].map(([name, offset]) => ({ name, offset }));
  assert.deepEqual(addressesOf({ id: 'b', lines }), ['b/IGN', 'b/1', 'b/2', 'b/3', 'b/4', 'b/..']);
  assert.equal(pathOf('b/A/B:C', 9), '/v1/lines/b/A%2FB%3AC');
  assert.equal(pathOf('b/..', 5), '/v1/lines/b/5');
});

test('YAML quotes what could be read as something else', () => {
  assert.equal(yaml({ a: ['ON', 'x', '1', '10s', 'pull-up'], b: { c: null, d: 'a: b', e: true, f: 3 }, g: [] }),
    'a: ["ON", x, "1", "10s", pull-up]\nb:\n  d: "a: b"\n  e: true\n  f: 3\ng: []\n');
  assert.equal(yaml({ lines: [{ line: 0, name: '' }] }), 'lines:\n  - { line: 0, name: "" }\n');
});

test('zooming keeps the instant under the pointer where it is', () => {
  const range = window_.zoom({ from: 100, to: 1100 }, 0.5, 350);
  assert.deepEqual(range, { from: 225, to: 725 });
  assert.equal(window_.pixelOf(range, 350, 800), window_.pixelOf({ from: 100, to: 1100 }, 350, 800));
  assert.equal(window_.zoom({ from: 0, to: 60 }, 1e-9, 30).to - window_.zoom({ from: 0, to: 60 }, 1e-9, 30).from, 50);
  assert.deepEqual(window_.show({ from: 0, to: 100 }, 50), { from: 0, to: 100 });
  assert.deepEqual(window_.show({ from: 0, to: 100 }, 200), { from: 108, to: 208 });
});
