// What is older than the page is the recorder's: windows of it, asked for as they come in sight.

import { signal } from '../lib/signals-core.js';
import { json, Refused } from '../api.js';
import { Edges } from '../model/edges.js';
import { Interrupts } from '../model/irq.js';
import { clock, store } from '../state.js';

/** What the recorder says: { missing: true } where there is none. */
export const recorder = signal({ missing: false, why: '' });
export const drawn = signal(0);          // grows when a window of the recorder has come

/** Windows of the recorder by net, for what is older than the page; and the interrupts in them, by guest line. */
export const tiles = new Map();
export const oldInterrupts = new Map();
let timer = 0, wanted = null, last = '', rest = 0;

/**
 * Asks the recorder for what is in sight and not remembered here, and for half as much on either side. One question at a time: what is in
 * sight when it is answered is asked for next.
 */
export function fetchWindow({ from, to }, addresses, width) {
  const needed = addresses.filter(line => !isKnown(line, from, to, width));
  if (needed.length === 0 || recorder.peek().missing) return;
  wanted = { from, to, needed, width };
  timer ||= setTimeout(ask, Math.max(60, rest - performance.now()));
}

function isKnown(line, from, to, width) {
  const live = store.nets.get(line)?.edges.from ?? -Infinity, tile = tiles.get(line), end = Math.min(to, live);
  if (!(from < end)) return true;
  return tile !== undefined && tile.from <= from + 1 && tile.to >= end - 1
    && (tile.edges !== undefined || (tile.to - tile.from) / tile.count <= (to - from) / width * 1.5);
}

async function ask() {
  const { from, to, needed, width } = wanted, half = (to - from) / 2;
  const end = Math.min(to + half, Math.max(...needed.map(line => store.nets.get(line)?.edges.from ?? to)));
  const begin = clock.text(from - half), columns = Math.min(16384, width * 2);
  const question = `/v1/recording/window?${needed.map(line => `line=${encodeURIComponent(line)}`).join('&')}`
    + `&from=${begin.startsWith('-') ? 0 : begin}&to=${clock.text(end)}&columns=${columns}`;
  try {
    if (question !== last) take(await json(question), columns);
    last = question;
  } catch (e) {
    rest = performance.now() + 2000;
    recorder.value = { missing: e instanceof Refused, why: e.message };
  } finally {
    timer = 0;
  }
  drawn.value++;
}

/** Takes a window that the recorder has told. */
function take(answer, count) {
  const [from, to, oldest] = [answer.from, answer.to, answer.oldest].map(ns => clock.at(ns));
  for (const { line, first, columns, edges, lost = [] } of answer.lines) {
    const spans = lost.map(span => span.map(ns => clock.at(ns)));
    // Before the oldest that the recorder has nothing was lost: it is not known.
    tiles.set(line, { from, to, count, first, columns, edges, causes: answer.causes, lost: spans.filter(([, end]) => end > oldest),
      unknown: spans.filter(([, end]) => end <= oldest) });
  }
  for (const { line, events } of answer.irq) {
    const interrupts = new Interrupts();
    for (const [t, kind] of events) interrupts.push(from + t, kind);
    oldInterrupts.set(line, interrupts);
  }
}

const wholes = new Map();

/** The edges of a net: those that the page remembers, and before them those that the recorder has told, if it has told each. */
export function whole(line) {
  const live = store.nets.get(line)?.edges, tile = tiles.get(line);
  if (!live || !tile?.edges || tile.from >= live.from) return live ?? null;
  const known = wholes.get(line);
  if (known?.tile === tile && known.count === live.count && known.from === live.from) return known.edges;
  const edges = new Edges(1 << 18, tile.from, tile.first);
  for (const [t, level, cause] of tile.edges)
    if (tile.from + t < live.from) edges.push(tile.from + t, level, store.causeOf(tile.causes[cause] ?? ''));
  for (const [begin, end] of [...tile.lost, ...tile.unknown, ...tile.to < live.from ? [[tile.to, live.from]] : [], ...live.lost])
    edges.lose(begin, end);
  for (let i = 0; i < live.count; i++) edges.push(live.timeAt(i), live.levelAt(i), live.causeAt(i));
  wholes.set(line, { tile, count: live.count, from: live.from, edges });
  return edges;
}
