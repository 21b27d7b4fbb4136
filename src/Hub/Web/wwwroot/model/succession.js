// Who goes on if the hub's process ends, and what this one has gone on from: /v1/hub's succession in words. Epoch is the API's name of the
// number of processes that have served the rig.

import { span } from './time.js';

const standbys = { ready: ['●', 'standby ready'], starting: ['◐', 'standby warming'], none: ['○', 'no standby'] };

/**
 * The words of a hub's document.
 * @returns {{ short: string, keeper: Word, standby: Word|null, before: string|null, gap: string|null }} standby null = nobody would
 *   start one; before and gap null = no process was before this one
 * @typedef {{ glyph: string, text: string, bad: boolean }} Word
 */
export function successionOf({ succession: { epoch, keeper, standby, kept, lastGapMs, ended }, uptimeNs }) {
  const [glyph, text] = standbys[standby] ?? ['?', `standby ${standby}`];
  const known = keeper !== 'none';
  return {
    short: `epoch ${epoch} · ${known ? text : 'no keeper'}`,
    keeper: keeperOf(keeper, kept),
    standby: known ? { glyph, text: standby === 'none' ? `${text}: a successor starts cold` : text, bad: false } : null,
    before: epoch < 2 ? null : `took over ${span(Number(uptimeNs))} ago; the one before ended by ${ended ?? 'a way that nobody knows'}`,
    gap: epoch < 2 ? null : lastGapMs === null ? 'nobody knows how long nobody served'
      : `nobody served for ${span(lastGapMs * 1e6)}`,
  };
}

function keeperOf(keeper, kept) {
  const descriptors = `${kept} descriptor${kept === 1 ? '' : 's'}`;
  switch (keeper) {
    case 'none': return { glyph: '▲', text: 'no keeper: if this process ends, guests lose their lines', bad: true };
    case 'systemd': return { glyph: '●', text: `kept by systemd: ${descriptors} in its store`, bad: false };
    default: return { glyph: '●', text: `${keeper} up: it has ${descriptors}`, bad: false };
  }
}

/** The rings that rest until their guest sets them up again, with why: the guest broke one, or the hub has crashed over what it asked. */
export function restsOf(guest) {
  return guest.rings.filter(ring => ring.state === 'broken').map(ring => `${ring.name || `ring ${ring.index}`} rests${ring.reason
    ? `: ${ring.reason}` : ''}`);
}
