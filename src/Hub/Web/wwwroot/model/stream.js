// The hub's stream of events, /v1/events, as server-sent events: their frames, and what each document says. The browser's own reader of
// them sends no token, so the page has one.

/** Cuts text that comes in pieces into events. */
export class Frames {
  #rest = '';

  /** @param {string} text @returns {{ id: string|null, data: string }[]} data is empty for a comment that only says "alive" */
  take(text) {
    const frames = (this.#rest + text).split('\n\n');
    this.#rest = frames.pop();
    return frames.map(frame => {
      let id = null, data = '';
      for (const line of frame.split('\n')) {
        if (line.startsWith('data: ')) data += line.slice(6);
        else if (line.startsWith('id: ')) id = line.slice(4);
      }
      return { id, data };
    });
  }
}

/**
 * Reads documents of one stream into a sink: snapshot(levels, whole), edge(line, t, level, cause), irq(line, t, kind), contention(line,
  * t, item),
 * lagged(events, from, to), note(kind, t, item), alive(t). Edges may come one by one or in batches with tables that grow.
 */
export class Decoder {
  #lines = [];
  #guestLines = [];
  #causes = [];
  #sink;
  #clock;

  /** The id of the last event, with the hub's run in it: whoever comes back goes on behind it. */
  last = null;
  /** Its number. */
  seq = null;
  #added = false;

  constructor(sink, clock) { [this.#sink, this.#clock] = [sink, clock]; }

  /** The tables of a stream are its own: a new one begins anew. */
  begin() { [this.#lines, this.#guestLines, this.#causes, this.#added] = [[], [], [], false]; }

  /** @param {{ id: string|null, data: string }} frame */
  read({ id, data }) {
    if (data) this.take(JSON.parse(data));
    if (id) this.last = id;
  }

  take(item) {
    const sink = this.#sink;
    if (item.snapshot) {
      // Behind another configuration come the levels of those lines that it has added, and of no others.
      sink.snapshot(item.snapshot.map(level => ({ line: level.line, level: level.level, t: this.#clock.at(level.ns) })), !this.#added);
      this.seq = item.seq;
    } else if (item.edges) this.#batch(item.edges);
    else if (item.lagged !== undefined) this.#lagged(item.lagged);
    else if (item.now) {
      this.#clock.anchor(item.now.monotonic, item.now.realtime);
      sink.alive(this.#clock.at(item.now.monotonic));
    } else this.#single(item);
  }

  #batch(batch) {
    const base = this.#clock.at(batch.base);
    this.#lines.push(...batch.lines ?? []);
    this.#causes.push(...batch.causes ?? []);
    this.#guestLines.push(...batch.guestLines ?? []);
    for (const [, line, level, dns, cause] of batch.e ?? [])
      this.#sink.edge(this.#lines[line], base + dns, level, this.#causes[cause] ?? '');
    for (const [, line, kind, dns] of batch.i ?? []) this.#sink.irq(this.#guestLines[line], base + dns, kind);
    const seqs = [batch.e?.at(-1)?.[0], batch.i?.at(-1)?.[0]].filter(seq => seq !== undefined);
    if (seqs.length) this.seq = Math.max(...seqs);
  }

  #lagged(lagged) {
    if (typeof lagged === 'number') this.#sink.lagged(lagged, null, null);
    else {
      this.#sink.lagged(lagged.events, lagged.fromNs === undefined ? null : this.#clock.at(lagged.fromNs),
        lagged.toNs === undefined ? null : this.#clock.at(lagged.toNs));
    }
  }

  #single(item) {
    const t = item.ns === undefined ? null : this.#clock.at(item.ns);
    if (item.edge) this.#sink.edge(item.line, t, item.level, item.cause);
    else if (item.contention) this.#sink.contention(item.line, t, item.contention);
    else if (item.irq) this.#sink.irq(`${item.guest}:${item.line}`, t, item.irq[0]);
    else {
      const kind = ['guest', 'chip', 'fault', 'config', 'audit', 'gap'].find(word => item[word]);
      if (kind) this.#sink.note(kind, t, item[kind]);
      if (kind === 'config') this.#added = true;
    }
    if (item.seq !== undefined) this.seq = item.seq;
  }
}
