// Who goes on if the hub's process ends, in words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { restsOf, successionOf } from '../../../src/Hub/Web/wwwroot/model/succession.js';

function wordsOf(succession, uptimeNs = '185000000000') {
  const of = successionOf({ uptimeNs, succession: { epoch: 1, keeper: 'keeper', standby: 'none', kept: 9, lastGapMs: null, ended: null,
    ...succession } });
  return { ...of, keeper: of.keeper.text, standby: of.standby?.text ?? null };
}

test('each state of the standby has a word, in short and in full', () => {
  assert.deepEqual(['ready', 'starting', 'none'].map(standby => wordsOf({ standby })).map(({ short, standby }) => [short, standby]), [
    ['epoch 1 · standby ready', 'standby ready'], ['epoch 1 · standby warming', 'standby warming'],
    ['epoch 1 · no standby', 'no standby: a successor starts cold'],
  ]);
});

test('each kind of keeper has a word, and only without one it is bad', () => {
  assert.deepEqual([['keeper', 9], ['systemd', 1], ['none', 0]].map(([keeper, kept]) => wordsOf({ keeper, kept }).keeper), [
    'keeper up: it has 9 descriptors', 'kept by systemd: 1 descriptor in its store',
    'no keeper: if this process ends, guests lose their lines',
  ]);
  assert.deepEqual(['keeper', 'systemd', 'none'].map(keeper => successionOf({ uptimeNs: '1', succession: { keeper } }).keeper.bad),
    [false, false, true]);
  assert.deepEqual([wordsOf({ keeper: 'none' }).short, wordsOf({ keeper: 'none' }).standby], ['epoch 1 · no keeper', null]);
});

test('the last gap has its length and its cause, and says what nobody knows; the first process has none', () => {
  assert.deepEqual(wordsOf({ epoch: 3, lastGapMs: 18.25, ended: 'signal 9' }), {
    short: 'epoch 3 · no standby', keeper: 'keeper up: it has 9 descriptors', standby: 'no standby: a successor starts cold',
    before: 'took over 3 min 5 s ago; the one before ended by signal 9', gap: 'nobody served for 18.25 ms',
  });
  const { before, gap } = wordsOf({ epoch: 2 });
  assert.deepEqual([before, gap], ['took over 3 min 5 s ago; the one before ended by a way that nobody knows',
    'nobody knows how long nobody served']);
  assert.deepEqual([wordsOf({}).before, wordsOf({}).gap], [null, null]);
});

test('a ring that rests says why, and no other ring says anything', () => {
  const rings = [{ index: 0, name: 'requestq', state: 'broken', reason: 'the hub has crashed 3 times' },
    { index: 1, name: '', state: 'broken', reason: null }, { index: 2, name: 'x', state: 'started', reason: 'not enabled' }];
  assert.deepEqual(restsOf({ rings }), ['requestq rests: the hub has crashed 3 times', 'ring 1 rests']);
});
