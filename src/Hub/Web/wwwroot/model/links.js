// The hubs of other hosts: /v1/hub's links in words.

import { span } from './time.js';

const glyphs = { up: '●', connecting: '◐', away: '▲', refused: '▲' };

/**
 * The words of each link; none = the rig has one host.
 * @returns {{ host: string, glyph: string, state: string, bad: boolean, lines: string, notes: string[] }[]}
 */
export function linksOf({ links }) {
  return (links?.hubs ?? []).map(hub => ({
    host: hub.host,
    glyph: glyphs[hub.state] ?? '?',
    state: hub.state === 'up' ? 'up' : `${hub.state} for ${span(hub.seconds * 1e9)}${hub.why ? `: ${hub.why}` : ''}`,
    bad: hub.state === 'away' || hub.state === 'refused',
    lines: `takes ${hub.takes}, gives ${hub.gives}`,
    notes: [
      hub.state === 'up' && hub.roundTripMs !== null ? `${hub.roundTripMs} ms there and back, clock ${signed(hub.offsetMs)} ms` : null,
      hub.lostEdges > 0 || !hub.lostIsExact ? `lost ${hub.lostEdges}${hub.lostIsExact ? '' : ' or more'} edges` : null,
      hub.fileDiffers ? 'runs another file' : null,
    ].filter(note => note !== null),
  }));
}

/**
 * How well the instants of other hosts' edges are known, in words, by chip: as well as both clocks are known to each other now.
 * @returns {Map<string, string>} none = every chip is this host's
 */
export function clocksOf({ chips, links }) {
  return new Map((chips ?? []).filter(chip => chip.host).map(({ id, host }) => {
    const trip = links?.hubs.find(hub => hub.host === host)?.roundTripMs ?? null;
    return [id, `edges of ${host}, ${trip === null ? 'whose clock is not known now' : `± ${Math.round(trip * 500) / 1000} ms`}`];
  }));
}

function signed(ms) {
  return ms === null ? '?' : ms > 0 ? `+${ms}` : `${ms}`;
}
