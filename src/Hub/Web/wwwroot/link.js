// The stream of events, kept up: after a cut it goes on behind the last event that came, so that nothing is missing and nothing comes
// twice.

import { ask, Refused } from './api.js';
import { Decoder, Frames } from './model/stream.js';

const batch = '50ms', heartbeat = '5s', silence = 16000;
const kinds = 'edge,contention,irq,guest,chip,fault,config,audit';

/**
 * Follows the hub's events for as long as the page lives.
 * @param {import('./model/store.js').Store} store
 * @param {import('./model/time.js').Clock} clock
 * @param {(state: { state: 'connecting'|'live'|'lost'|'refused', since: number, why: string, seq: number|null }) => void} tell
 * @param {() => void} came after each piece of the stream
 */
export async function follow(store, clock, tell, came) {
  const decoder = new Decoder({
    ...Object.fromEntries(['snapshot', 'edge', 'irq', 'contention', 'lagged', 'note'].map(name => [name,
      (...args) => store[name](...args)])),
    alive: t => store.alive(t),
  }, clock);
  let pause = 250;
  tell({ state: 'connecting', since: Date.now(), why: '', seq: null });
  while (true) {
    let why = 'the hub has ended the stream';
    try {
      await once(store, decoder, () => {
        pause = 250;
        tell({ state: 'live', since: Date.now(), why: '', seq: decoder.seq });
      }, came);
    } catch (e) {
      why = e instanceof Refused ? e.message : e.name === 'AbortError' || e.name === 'TimeoutError' ? 'the hub has said nothing for a while'
        : 'the hub cannot be reached';
      if (e instanceof Refused && e.status === 401) {
        tell({ state: 'refused', since: Date.now(), why, seq: decoder.seq });
        return;
      }
    }
    tell({ state: 'lost', since: Date.now(), why, seq: decoder.seq });
    await new Promise(resolve => setTimeout(resolve, pause));
    pause = Math.min(pause * 2, 4000);
  }
}

async function once(store, decoder, began, came) {
  const abort = new AbortController();
  let heard = false, timer;
  // Only a hub that sends heartbeats can be taken for dead when it sends none.
  const wait = () => {
    clearTimeout(timer);
    if (heard) timer = setTimeout(() => abort.abort(), silence);
  };
  try {
    const response = await ask(`/v1/events?batch=${batch}&heartbeat=${heartbeat}&kinds=${kinds}`, {
      signal: abort.signal,
      headers: { Accept: 'text/event-stream', ...decoder.last === null ? {} : { 'Last-Event-ID': decoder.last } },
    });
    store.connected();
    decoder.begin();
    began();
    const reader = response.body.getReader(), text = new TextDecoder(), frames = new Frames();
    while (true) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const frame of frames.take(text.decode(value, { stream: true }))) {
        heard ||= frame.data.startsWith('{"now"');
        decoder.read(frame);
      }
      wait();
      came();
    }
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}
