// The hubs of other hosts, in words.
import assert from 'node:assert/strict';
import test from 'node:test';
import { clocksOf, linksOf } from '../../../src/Hub/Web/wwwroot/model/links.js';

const up = {
  host: 'bench-a', address: '10.77.0.1:4053', state: 'up', seconds: 5, why: null, takes: 3, gives: 1, lostEdges: 0, lostIsExact: true, ups: 1,
  dropped: 0, fileDiffers: false, roundTripMs: 0.612, offsetMs: 0.31,
};

test('A rig of one host has no links', () => assert.deepEqual(linksOf({ links: null }), []));

test('A link that is up says what crosses it, and how far the clocks are apart', () => {
  const [link] = linksOf({ links: { hubs: [up] } });
  assert.deepEqual([link.glyph, link.state, link.bad, link.lines], ['●', 'up', false, 'takes 3, gives 1']);
  assert.deepEqual(link.notes, ['0.612 ms there and back, clock +0.31 ms']);
});

test('A link that is away says since when and why, and what was lost; another file is said', () => {
  const [link] = linksOf({ links: { hubs: [{ ...up, state: 'away', seconds: 41, why: 'nothing heard', lostEdges: 17, lostIsExact: false,
    fileDiffers: true }] } });
  assert.equal(link.bad, true);
  assert.match(link.state, /^away for 41 s: nothing heard$/);
  assert.deepEqual(link.notes, ['lost 17 or more edges', 'runs another file']);
});

test('A chip of another host says how well the instants of its edges are known; one of this host does not', () => {
  const chips = [{ id: 'own' }, { id: 'front', host: 'bench-a' }, { id: 'rear', host: 'bench-c' }];
  const links = { hubs: [up, { ...up, host: 'bench-c', roundTripMs: null }] };
  assert.deepEqual([...clocksOf({ chips, links })], [
    ['front', 'edges of bench-a, ± 0.306 ms'], ['rear', 'edges of bench-c, whose clock is not known now'],
  ]);
  assert.equal(clocksOf({ chips: [{ id: 'own' }], links: null }).size, 0);
  assert.equal(clocksOf({}).size, 0);
});
