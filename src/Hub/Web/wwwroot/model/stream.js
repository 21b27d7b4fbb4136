// The hub's stream of events, /v1/events, as NDJSON: lines of it, and what each of them says.

/** Cuts text that comes in pieces into whole lines. */
export class Lines {
  #rest = '';

  /** @param {string} text @returns {string[]} */
  take(text) {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop();
    return lines.filter(line => line.length > 0);
  }
}

/**
 * Reads documents of one stream into a sink: snapshot(levels), edge(line, t, level, cause), irq(line, t, kind), contention(line, t, item),
 * lagged(events, from, to), note(kind, t, item), alive(). Edges may come one by one or in batches with tables that grow.
 */
export class Decoder {
  #lines = [];
  #guestLines = [];
  #causes = [];
  #sink;
  #clock;

  /** The number of the last event: whoever comes back goes on behind it. */
  seq = null;

  constructor(sink, clock) { [this.#sink, this.#clock] = [sink, clock]; }

  /** The tables of a stream are its own: a new one begins anew. */
  begin() { [this.#lines, this.#guestLines, this.#causes] = [[], [], []]; }

  /** @param {string} json one line */
  read(json) { this.take(JSON.parse(json)); }

  take(item) {
    const sink = this.#sink;
    if (item.snapshot) {
      sink.snapshot(item.snapshot.map(level => ({ line: level.line, level: level.level, t: this.#clock.at(level.ns) })));
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
      const kind = ['guest', 'chip', 'fault', 'config', 'audit'].find(word => item[word]);
      if (kind) this.#sink.note(kind, t, item[kind]);
    }
    if (item.seq !== undefined) this.seq = item.seq;
  }
}
