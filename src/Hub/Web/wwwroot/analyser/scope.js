// What the analyser shows: which nets, which time, cursors and trigger. The canvas draws it, the toolbar and the keys change it.

import { batch, computed, signal } from '../lib/signals-core.js';
import { read, write } from '../model/route.js';
import { buses, clock, nets, store, usersOf } from '../state.js';
import { fetchWindow, whole } from './recorder.js';
import { watch } from './trigger.js';
import * as window_ from './window.js';

const shownAtFirst = 12, shownAtMost = 128;

export const chosen = signal(null);      // addresses of nets, and names of buses; null = the first few
export const range = signal({ from: -8e9, to: 2e9 });
export const following = signal(true);
export const focused = signal(0);        // which of the nets
export const caret = signal(null);
export const a = signal(null);
export const b = signal(null);
export const axis = signal('relative');
export const interruptsToo = signal(true);
export const trigger = signal({ kind: 'edge', edge: 'rising', line: '', level: 1, than: 'narrower', width: '1ms', pattern: '', guest: '',
  state: '', pre: 50 });
export const armed = signal('off');      // off, normal, single
export const fired = signal(null);

export const lines = computed(() => {
  const all = [...buses.value.keys(), ...nets.value.map(net => net.address)];
  return chosen.value?.filter(line => all.includes(line)).slice(0, shownAtMost) ?? all.slice(0, shownAtFirst);
});

/** The edges of a net, or of each net of a bus. */
export function edgesOf(line) { return (buses.peek().get(line) ?? [line]).map(whole).filter(edges => edges); }

/** Nets alone: a bus stands for its own. */
function addressesOf(list) { return [...new Set(list.flatMap(line => buses.peek().get(line) ?? [line]))]; }

/** The rows, each with its place: a wave for each net, and below it one for each guest that has an interrupt of it; buses as numbers. */
export const rows = computed(() => {
  let top = 0;
  const all = [];
  for (const line of lines.value) {
    all.push({ kind: buses.value.has(line) ? 'bus' : 'wave', line, top, height: 44 });
    top += 44;
    if (!interruptsToo.value) continue;
    for (const { guest, line: mapped } of (usersOf.value.get(line) ?? []).filter(user => user.line.irq !== 'none'
      || store.interrupts.has(`${user.guest.id}:${user.line.name}`)).slice(0, 6)) {
      all.push({ kind: 'irq', line, guestLine: `${guest.id}:${mapped.name || mapped.line}`, top, height: 22 });
      top += 22;
    }
  }
  return all;
});

export const rowsHeight = computed(() => rows.value.reduce((sum, row) => sum + row.height, 0));

/** The instant that times are relative to. */
export const zero = computed(() => fired.value ?? a.value ?? caret.value ?? 0);

export function look(to) {
  if (!(to.to > to.from)) return;
  batch(() => {
    following.value = false;
    range.value = to;
  });
}

/** Follows the present, or stands still; standing still loses nothing. */
export function follow(on) {
  batch(() => {
    following.value = on;
    if (on) range.value = window_.endAt(range.value, store.now + (range.value.to - range.value.from) * 0.02);
  });
}

export function zoom(factor, at = null) {
  const { from, to } = range.value, here = caret.value !== null && caret.value >= from && caret.value <= to ? caret.value : (from + to) / 2;
  const anchor = at ?? (following.value ? to : here);
  range.value = window_.zoom(range.value, factor, anchor);
}

/** Everything that the page remembers of these nets. */
export function fit() {
  const known = lines.value.flatMap(edgesOf).filter(edges => edges.count);
  if (known.length) look(window_.fit([Math.min(...known.map(edges => edges.timeAt(0))), Math.max(...known.map(edges => edges.last))]));
}

/** To the next or the last edge of the net in focus. @param {1|-1} way */
export function step(way) {
  const here = caret.value ?? (range.value.from + range.value.to) / 2;
  const all = edgesOf(lines.value[focused.value]).map(edges => way > 0 ? edges.next(here) : edges.previous(here)).filter(t => t !== null);
  if (all.length === 0) return;
  const there = way > 0 ? Math.min(...all) : Math.max(...all);
  batch(() => {
    caret.value = there;
    look(window_.show(range.value, there));
  });
}

export function focusRow(way) { focused.value = Math.max(0, Math.min(lines.value.length - 1, focused.value + way)); }

let unlisten = null, holdUntil = -Infinity;

/** Waits for the trigger: once, or again and again. @param {'off'|'normal'|'single'} mode @param {object|null} what */
export function arm(mode, what) {
  unlisten?.();
  unlisten = null;
  batch(() => {
    armed.value = mode;
    if (mode !== 'off') fired.value = null;
  });
  if (mode === 'off') return;
  holdUntil = -Infinity;
  const test = watch(what, line => store.nets.get(line)?.edges.level ?? null);
  unlisten = store.listen(event => {
    const t = test(event);
    if (t === null || t < holdUntil) return;
    const wide = range.peek().to - range.peek().from, pre = trigger.peek().pre / 100;
    holdUntil = t + wide * (1 - pre);
    batch(() => {
      fired.value = t;
      caret.value = t;
      look({ from: t - wide * pre, to: t + wide * (1 - pre) });
    });
    if (mode === 'single') arm2off();
  });
}

/** After a single shot: what it showed stays. */
function arm2off() {
  unlisten?.();
  unlisten = null;
  armed.value = 'off';
}

/** Asks the recorder for what is in sight and not remembered here. */
export function fetchOlder(width) { fetchWindow(range.peek(), addressesOf(lines.peek()), width); }

/** The nets in sight, for a request. */
export function query() { return addressesOf(lines.peek()).map(line => `line=${encodeURIComponent(line)}`).join('&'); }

/** The view as a link. */
export function link() {
  const { from, to } = range.value, text = t => t === null ? null : clock.text(t);
  return write('analyser', null, {
    ...following.value ? { wide: Math.round(to - from) } : { from: text(from), to: text(to) },
    at: text(caret.value), a: text(a.value), b: text(b.value), axis: axis.value === 'relative' ? null : axis.value,
  }, chosen.value ?? []);
}

/** Takes what a link says. */
export function open({ query, lines: asked }) {
  const time = text => /^-?\d+$/.test(text ?? '') ? clock.at(text) : null;
  batch(() => {
    if (asked.length) chosen.value = asked;
    const [from, to] = [time(query.from), time(query.to)], at = time(query.at);
    if (query.a) a.value = time(query.a);
    if (query.b) b.value = time(query.b);
    if (at !== null) caret.value = at;
    if (['monotonic', 'wall'].includes(query.axis)) axis.value = query.axis;
    if (from !== null && to > from) look({ from, to });
    else if (at !== null) look({ from: at - 5e7, to: at + 5e7 });
    else if (/^\d+$/.test(query.wide ?? '')) range.value = { from: range.value.to - Number(query.wide), to: range.value.to };
  });
}

/** Keeps the URL in step, without a new entry in the history. */
export function keepLink() {
  if (read(location.hash).view === 'analyser') history.replaceState(null, '', link());
}
