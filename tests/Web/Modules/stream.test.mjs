// The hub's stream, in whatever pieces it comes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Decoder, Frames } from '../../../src/Hub/Web/wwwroot/model/stream.js';
import { Store } from '../../../src/Hub/Web/wwwroot/model/store.js';
import { Clock } from '../../../src/Hub/Web/wwwroot/model/time.js';
import { random } from './random.mjs';

function sinkOf(all) {
  return Object.fromEntries(['snapshot', 'edge', 'irq', 'contention', 'lagged', 'note', 'alive'].map(name =>
    [name, (...args) => all.push([name, ...args])]));
}

test('a stream cut anywhere is the same events', () => {
  const text = ': keep-alive\n\nid: 3f-1\nevent: snapshot\ndata: {"ü":"2"}\n\nevent: now\ndata: {"c":3}\n\n', next = random(3);
  for (let n = 0; n < 200; n++) {
    const frames = new Frames(), found = [];
    for (let at = 0; at < text.length;) {
      const size = 1 + next(9);
      found.push(...frames.take(text.slice(at, at + size)));
      at += size;
    }
    assert.deepEqual(found, [{ id: null, data: '' }, { id: '3f-1', data: '{"ü":"2"}' }, { id: null, data: '{"c":3}' }]);
  }
});

test('edges in a batch and edges one by one say the same', () => {
  const one = [], many = [], single = new Decoder(sinkOf(one), new Clock()), batch = new Decoder(sinkOf(many), new Clock());
  single.take({ seq: 7, line: 'bench/IGN', edge: 'rising', level: 1, ns: '1000000000000000007', cause: 'stimulus' });
  single.take({ seq: 9, line: 'bench/A,B', edge: 'falling', level: 0, ns: '1000000000000000019', cause: 'guest ivi' });
  single.take({ seq: 10, irq: 'delivered', guest: 'ivi', line: 'IGN', ns: '1000000000000000020' });
  batch.take({ edges: { base: '1000000000000000007', lines: ['bench/IGN'], causes: ['stimulus'], e: [[7, 0, 1, 0, 0]] } });
  batch.take({ edges: { base: '1000000000000000010', lines: ['bench/A,B'], causes: ['guest ivi'], e: [[9, 1, 0, 9, 1]],
    guestLines: ['ivi:IGN'],
    i: [[10, 0, 'd', 10]] } });
  assert.deepEqual(many, one);
  assert.deepEqual([single.seq, batch.seq], [10, 10]);
  assert.deepEqual(one[0], ['edge', 'bench/IGN', 0, 1, 'stimulus']);
});

test('a new stream has tables of its own, and goes on behind the last number', () => {
  const all = [], decoder = new Decoder(sinkOf(all), new Clock());
  decoder.take({ edges: { base: '5', lines: ['bench/IGN'], causes: ['fault'], e: [[3, 0, 1, 0, 0]] } });
  decoder.begin();
  decoder.take({ edges: { base: '9', lines: ['bench/WAKE'], causes: ['stimulus'], e: [[4, 0, 1, 0, 0]] } });
  assert.deepEqual(all.map(([, line, , , cause]) => [line, cause]), [['bench/IGN', 'fault'], ['bench/WAKE', 'stimulus']]);
  assert.equal(decoder.seq, 4);
});

test('what a slow reader missed is an interval of every net, and each net is whole again behind it', () => {
  const store = new Store(() => 0), decoder = new Decoder(store, new Clock());
  decoder.take({ snapshot: [{ line: 'a/1', level: 0, ns: '100' }, { line: 'a/2', level: 1, ns: '100' }], seq: 1 });
  decoder.take({ lagged: { events: 12, fromNs: '150', toNs: '180' } });
  decoder.take({ seq: 20, line: 'a/1', edge: 'falling', level: 0, ns: '200', cause: 'stimulus' });
  for (const net of store.nets.values()) assert.deepEqual(net.edges.lost, [[50, 80]]);
  assert.deepEqual([store.lostEvents, store.told, store.log.at(-1).kind], [12, 1, 'lost']);
});

test('a snapshot after a cut hatches a net whose level has changed meanwhile, and leaves the others alone', () => {
  const store = new Store(() => 0), decoder = new Decoder(store, new Clock());
  decoder.take({ snapshot: [{ line: 'a/1', level: 0, ns: '100' }, { line: 'a/2', level: 1, ns: '100' }], seq: 1 });
  decoder.take({ snapshot: [{ line: 'a/1', level: 1, ns: '300' }, { line: 'a/2', level: 1, ns: '300' }], seq: 9 });
  assert.deepEqual([store.nets.get('a/1').edges.lost, store.nets.get('a/1').edges.level], [[[0, 200]], 1]);
  assert.deepEqual([store.nets.get('a/2').edges.lost, store.nets.get('a/2').edges.count], [[], 0]);
});

test('another process that takes over is a hatched interval of every net, and the levels behind it count', () => {
  const store = new Store(() => 0), decoder = new Decoder(store, new Clock()), told = [];
  store.listen(event => told.push(event));
  decoder.read({ id: 'r-1', data: '{"snapshot":[{"line":"a/1","level":0,"ns":"1000000"},{"line":"a/2","level":1,"ns":"1000000"}],"seq":1}' });
  decoder.take({ seq: 2, line: 'a/1', edge: 'rising', level: 1, ns: '3000000', cause: 'stimulus' });
  decoder.begin();
  decoder.read({ id: 'r-65537', data: '{"seq":65537,"gap":{"from":3,"to":65536,"epoch":2,"ms":35.5},"ns":"4000000"}' });
  decoder.take({ snapshot: [{ line: 'a/1', level: 1, ns: '4000000' }, { line: 'a/2', level: 0, ns: '4000000' }], seq: 65537 });
  assert.deepEqual(store.nets.get('a/1').edges.lost, [[2e6, 38.5e6]]);
  assert.deepEqual([...store.nets.values()].map(net => net.edges.level), [1, 0]);
  assert.equal(store.log.at(-1).text, 'another process has taken over the hub (epoch 2); nobody served the rig for 35.5 ms');
  assert.deepEqual([told.at(-1).what, decoder.last, decoder.seq], ['lagged', 'r-65537', 65537]);
});

test('lines that a configuration adds and removes come and go, and the others keep their edges', () => {
  const store = new Store(() => 0), decoder = new Decoder(store, new Clock());
  decoder.read({ id: 'r-1', data: '{"snapshot":[{"line":"a/1","level":0,"ns":"100"},{"line":"a/2","level":1,"ns":"100"}],"seq":1}' });
  decoder.take({ seq: 2, line: 'a/1', edge: 'rising', level: 1, ns: '150', cause: 'stimulus' });
  decoder.take({ seq: 3, config: { generation: 2, added: ['a/3'], removed: ['a/2'] }, ns: '200' });
  decoder.take({ snapshot: [{ line: 'a/3', level: 1, ns: '201' }], seq: 3 });
  assert.deepEqual([...store.nets.keys()], ['a/1', 'a/3']);
  assert.deepEqual([store.nets.get('a/1').edges.count, decoder.last, decoder.seq], [1, 'r-1', 3]);
  decoder.begin();      // another run of the hub: what is not there any more goes
  decoder.read({ id: 's-1', data: '{"snapshot":[{"line":"a/1","level":1,"ns":"300"}],"seq":1}' });
  assert.deepEqual([[...store.nets.keys()], decoder.last], [['a/1'], 's-1']);
});

test("a latched interrupt's latency counts from its edge, and its bar is as long as the guest had it masked", () => {
  const store = new Store(() => 0), decoder = new Decoder(store, new Clock());
  decoder.take({ snapshot: [{ line: 'a/1', level: 0, ns: '1000' }], seq: 1 });
  for (const [seq, ns, kind] of [[3, '1103', 'delivered'], [5, '1200', 'latched'], [6, '1210', 'coalesced'], [7, '1500', 'delivered']])
    decoder.take({ seq, irq: kind, guest: 'ivi', line: 'IGN', ns });
  const edges = [100, 200, 210], before = t => edges.filter(edge => edge <= t).at(-1) ?? null;
  assert.deepEqual(store.interrupts.get('ivi:IGN').marks(0, 1000, before), [
    { kind: 'delivered', t: 103, latency: 3 }, { kind: 'coalesced', t: 210 }, { kind: 'latched', t: 200, to: 500 },
    { kind: 'delivered', t: 500, latency: 300 }, { kind: 'masked', t: 500, to: null },
  ]);
});
