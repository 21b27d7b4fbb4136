// What every view looks at, as signals: the hub's document, faults, the connection, the URL, and a beat ten times a second while events
// come.

import { batch, computed, signal } from './lib/signals-core.js';
import { ask, json, Refused } from './api.js';
import { follow } from './link.js';
import { clocksOf } from './model/links.js';
import { addressesOf } from './model/names.js';
import { read } from './model/route.js';
import { Store } from './model/store.js';
import { Clock } from './model/time.js';

export const clock = new Clock();
export const store = new Store();
export const hub = signal(null);
export const faults = signal([]);
export const link = signal({ state: 'connecting', since: Date.now(), why: '', seq: null });
export const route = signal(read(location.hash));
export const beat = signal(0);
/** What was said to the user last: { text, bad }, or null. */
export const notice = signal(null);
export const mayControl = computed(() => hub.value?.role === 'control');

/** Every net: { address, chip, line, state } in the order of chips and lines. */
export const nets = computed(() => (hub.value?.chips ?? []).flatMap(chip => {
  const addresses = addressesOf(chip);
  return chip.lines.map((line, i) => ({ address: addresses[i], chip: chip.id, line, up: chip.state === 'up' && !line.problem }));
}));

/** The nets of each bus, by its name; the most significant first. */
export const buses = computed(() => new Map((hub.value?.buses ?? []).map(bus => [bus.name, bus.lines])));

const clocks = computed(() => clocksOf(hub.value ?? {}));

/** How well the instants of a net's edges are known, in words; null = it is this host's, or a bus. */
export function clockOf(address) { return clocks.value.get(address.slice(0, Math.max(0, address.indexOf('/')))) ?? null; }

/** Guests' lines by net: address → [{ guest, line }]. */
export const usersOf = computed(() => {
  const users = new Map();
  for (const guest of hub.value?.guests ?? []) {
    for (const line of guest.lines) {
      if (line.from === null) continue;
      if (!users.has(line.from)) users.set(line.from, []);
      users.get(line.from).push({ guest, line });
    }
  }
  return users;
});

/** The level of a net as it is now. */
export function levelOf(address) {
  const live = store.nets.get(address)?.edges.level;
  return live ?? nets.peek().find(net => net.address === address)?.line.level ?? null;
}

let asking = false, again = false, lastTook = 0, timer = 0, gone = 0;

/** Asks for the hub's document, and for its faults. One question at a time. */
export async function refresh() {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  clearTimeout(timer);
  const began = performance.now(), asked = store.now;
  try {
    const [document, list] = await Promise.all([json('/v1/hub'), json('/v1/faults')]);
    batch(() => {
      [hub.value, faults.value] = [document, list.map(fault => ({ ...fault, read: performance.now() }))];
    });
    if (gone !== store.lostEvents) store.levels(nets.peek().map(net => [net.address, net.line.level]), asked);
    gone = store.lostEvents;
  } catch (e) {
    if (e instanceof Refused && e.status === 401) link.value = { state: 'refused', since: Date.now(), why: e.message, seq: null };
  } finally {
    asking = false;
    lastTook = performance.now() - began;
  }
  if (again) {
    again = false;
    soon();
  } else timer = setTimeout(refresh, Math.max(document.hidden ? 10000 : 2000, lastTook * 20));
}

/** The same in a moment: several events make one question. */
export function soon() {
  clearTimeout(timer);
  timer = setTimeout(refresh, 120);
}

let hurried = false;

/** Edges came: who drives a net may have changed too. Asked for now and then, however many they are. */
function hurry() {
  if (hurried || document.hidden) return;
  hurried = true;
  setTimeout(() => {
    hurried = false;
    refresh();
  }, Math.max(400, lastTook * 20));
}

/** Carries out what the user asked for, and says how it went. @param {() => Promise<unknown>} action @param {string|null} done */
export async function act(action, done = null) {
  try {
    await action();
    notice.value = done === null ? null : { text: done, bad: false };
    return true;
  } catch (e) {
    notice.value = { text: e instanceof Refused ? e.message : `The hub cannot be reached (${e.message})`, bad: true };
    return false;
  } finally {
    soon();
  }
}

/** Drives a net, or lets go of it. @param {string} path of the line @param {'0'|'1'|'z'} value */
export function drive(path, value) { return act(() => ask(`${path}/value`, { method: 'PUT', body: value, type: 'text/plain' })); }

let due = 0;

/** Has the views look again, at most ten times a second. */
export function stir() {
  if (due) return;
  due = setTimeout(() => {
    due = 0;
    beat.value++;
  }, 100);
}

export function begin() {
  addEventListener('hashchange', () => { route.value = read(location.hash); });
  refresh();
  store.listen(event => {
    if (event.what === 'gap') notice.value = { text: `${event.text[0].toUpperCase()}${event.text.slice(1)}.`, bad: false };
  });
  let seen = store.log.length, told = store.told;
  follow(store, clock, state => {
    link.value = state;
    if (state.state === 'live') soon();
  }, () => {
    if (store.log.length !== seen) soon();
    if (store.told !== told) hurry();
    [seen, told] = [store.log.length, store.told];
    stir();
  });
}
