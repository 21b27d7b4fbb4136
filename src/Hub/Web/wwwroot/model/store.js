// What the page knows of the hub's past: edges, interrupts, faults and a log, all bounded. The stream writes it, the views read it.

import { Edges } from './edges.js';
import { Interrupts } from './irq.js';

const edgesOfAll = 1 << 20, logged = 4000;

/** What became of one net. */
class Net {
  constructor(address, edges) {
    this.address = address;
    this.edges = edges;
    this.contentions = 0;
    /** Faults on it: { id, kind, from, to }, to null = still there. */
    this.faults = [];
  }
}

export class Store {
  /** Words that say who caused an edge, by number. */
  causes = [''];
  nets = new Map();
  interrupts = new Map();
  /** Newest last: { n, t, kind, text, line, guest }. */
  log = [];
  /** Edges that the stream has told, and those that it has told are lost. */
  told = 0;
  lostEvents = 0;
  /** The hub's time of the last that came. */
  heard = NaN;
  #causeNumbers = new Map([['', 0]]);
  #listeners = new Set();
  #entries = 0;
  #skew = -Infinity;
  #now;

  /** @param {() => number} now a clock that never goes back, nanoseconds */
  constructor(now = () => performance.now() * 1e6) { this.#now = now; }

  /** Calls back with each event as it comes, for triggers. @returns {() => void} ends it */
  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The hub's time now, as well as the page can know it; NaN = nothing was heard yet. */
  get now() { return this.#skew === -Infinity ? NaN : this.#now() + this.#skew; }

  /** A new connection: how late its events are has to be found out anew. */
  connected() { this.#skew = -Infinity; }

  alive(t) {
    this.heard = t;
    this.#skew = Math.max(this.#skew, t - this.#now());
  }

  /** @param {boolean} whole all nets that there are; false = those that have been added */
  snapshot(levels, whole = true) {
    const share = Math.max(256, 2 ** Math.floor(Math.log2(edgesOfAll / Math.max(1, levels.length))));
    for (const { line, level, t } of levels) {
      this.alive(t);
      const net = this.nets.get(line);
      if (!net) this.nets.set(line, new Net(line, new Edges(Math.min(share, 1 << 16), t, level)));
      else this.#missed(net, t, level);
    }
    if (!whole) return;
    const there = new Set(levels.map(level => level.line));
    for (const line of this.nets.keys()) if (!there.has(line)) this.nets.delete(line);
  }

  edge(line, t, level, cause) {
    this.alive(t);
    this.told++;
    this.#net(line, t, level).edges.push(t, level, this.causeOf(cause));
    if (this.#listeners.size) this.#tell({ what: 'edge', t, line, level });
  }

  irq(line, t, kind) {
    let interrupts = this.interrupts.get(line);
    if (!interrupts) this.interrupts.set(line, interrupts = new Interrupts());
    interrupts.push(t, kind);
  }

  contention(line, t, { wants, holds }) {
    this.#net(line, t, null).contentions++;
    this.#write({ t, kind: 'contention', line, text: `${wants} wants to drive ${line}, but ${holds} does` });
    this.#tell({ what: 'contention', t, line });
  }

  /** The stream has left events out. Without an interval: since the last that came. */
  lagged(events, from, to) {
    this.lostEvents += events;
    const end = to ?? this.now;
    for (const net of this.nets.values())
      net.edges.lose(from ?? Math.max(net.edges.from, Number.isNaN(net.edges.last) ? net.edges.from : net.edges.last), end);
    this.#write({ t: end, kind: 'lost', text: `${events} events did not reach this page: it was too slow, or away too long` });
    this.#tell({ what: 'lagged', t: end });
  }

  note(kind, t, item) {
    if (kind === 'fault') this.#fault(t, item);
    if (kind === 'config') for (const line of item.removed ?? []) this.nets.delete(line);
    const text = textOf(kind, item);
    if (kind === 'gap') {
      this.#tell({ what: 'gap', t, text });
      this.#away(t, t + (item.ms ?? 0) * 1e6);
    }
    this.#write({ t, kind, text, line: kind === 'fault' ? item.target : null,
      guest: kind === 'guest' ? item.id : null });
    if (kind === 'guest') this.#tell({ what: 'guest', t, guest: item.id, state: item.state });
    if (kind === 'fault' && item.event === 'begin') this.#tell({ what: 'fault', t, line: item.target });
  }

  /** Levels that were asked for: they correct what a gap has left wrong. @param {number} asked when the question was sent */
  levels(levels, asked) {
    for (const [line, level] of levels) {
      const net = this.nets.get(line);
      if (net && net.edges.level !== level && !(net.edges.last > asked)) this.#missed(net, asked, level);
    }
  }

  /** Nobody served the rig from t on; what the process before said last may not have come either. */
  #away(t, end) {
    const heard = Number.isNaN(this.heard) ? t : Math.min(this.heard, t);
    for (const net of this.nets.values()) net.edges.lose(Math.max(heard, net.edges.from), end);
    this.#tell({ what: 'lagged', t: end });
  }

  /** A new level without its edge: the edge was lost. */
  #missed(net, t, level) {
    const since = Number.isNaN(net.edges.last) ? net.edges.from : net.edges.last;
    if (net.edges.level === level) return;
    net.edges.lose(since, t);
    net.edges.push(t, level, this.causeOf('unknown: its edge was lost'));
  }

  #net(line, t, level) {
    let net = this.nets.get(line);
    if (!net) this.nets.set(line, net = new Net(line, new Edges(1 << 12, t, level === null ? null : 1 - level)));
    return net;
  }

  #fault(t, { id, target, kind, event }) {
    const net = this.nets.get(target);
    if (!net) return;
    if (event === 'begin') net.faults.push({ id, kind, from: t, to: null });
    else for (const fault of net.faults) if (fault.id === id) fault.to ??= t;
    if (net.faults.length > 64) net.faults.shift();
  }

  #write(entry) {
    this.log.push({ n: ++this.#entries, line: null, guest: null, ...entry });
    if (this.log.length > logged) this.log.splice(0, logged / 4);
  }

  /** The number of a cause's words. */
  causeOf(word) {
    let number = this.#causeNumbers.get(word);
    if (number === undefined) {
      number = this.causes.length < 1 << 15 ? this.causes.push(word) - 1 : 0;
      this.#causeNumbers.set(word, number);
    }
    return number;
  }

  #tell(event) { for (const listener of this.#listeners) listener(event); }
}

/** An event of the log, in a sentence. */
function textOf(kind, item) {
  switch (kind) {
    case 'guest': return `guest ${item.id} is ${item.state}`;
    case 'chip': return `chip ${item.id} is ${item.state}${item.error ? `: ${item.error}` : ''}`;
    case 'fault': return `fault ${item.id} (${item.kind}) on ${item.target} ${item.event === 'begin' ? 'begins' : 'ends'}`;
    case 'config': return `configuration ${item.generation} is in force${list(' with ', item.added)}${list(' without ', item.removed)}`;
    case 'gap': return `another process has taken over the hub (epoch ${item.epoch})${item.ms === null ? ''
      : `; nobody served the rig for ${item.ms.toFixed(1)} ms`}`;
    case 'audit': return `${item.who}: ${item.what} → ${item.status}`;
    default: return JSON.stringify(item);
  }
}

function list(word, items) { return items?.length ? `${word}${items.slice(0, 8).join(', ')}${items.length > 8 ? ', …' : ''}` : ''; }
