import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interrupts } from '../../../src/Hub/Web/wwwroot/model/irq.js';

function of(...events) {
  const interrupts = new Interrupts();
  for (const [t, kind] of events) interrupts.push(t, kind);
  return interrupts;
}

test('From a delivery until the unmask the line is masked; without one, until now', () => {
  const marks = of([100, 'u'], [200, 'd'], [250, 'u'], [300, 'd']).marks(0, 1000, t => t - 5);
  assert.deepEqual(marks.filter(mark => mark.kind === 'masked').map(mark => [mark.t, mark.to]), [[200, 250], [300, null]]);
  assert.deepEqual(marks.filter(mark => mark.kind === 'delivered').map(mark => mark.latency), [5, 5]);
});

test('An edge that is latched meanwhile waits for the unmask, and its latency counts from the edge', () => {
  const marks = of([200, 'd'], [220, 'l'], [250, 'u'], [255, 'd']).marks(0, 1000, t => t - 5);
  assert.deepEqual(marks.map(mark => [mark.kind, mark.t, mark.to ?? mark.latency ?? null]),
    [['delivered', 200, 5], ['masked', 200, 250], ['latched', 220, 255], ['delivered', 255, 40], ['masked', 255, null]]);
});
