// Triggers: what the analyser waits for in the events as they come.

/**
 * @typedef {{ kind: 'edge'|'pulse'|'pattern'|'contention'|'fault'|'guest'|'lost', line?: string, edge?: 'rising'|'falling'|'both',
 *   level?: 0|1, than?: 'narrower'|'wider', ns?: number, pattern?: Record<string, 0|1>, guest?: string, state?: string }} Trigger
 * @typedef {{ what: 'edge'|'contention'|'fault'|'guest'|'lagged', t: number, line?: string, level?: number, guest?: string, 
 *   state?: string }} Event
 */

/**
 * @param {Trigger} trigger
 * @param {(line: string) => number|null} levelOf the level of a net as the trigger begins
 * @returns {(event: Event) => number|null} the instant at which it fires, or null
 */
export function watch(trigger, levelOf) {
  switch (trigger.kind) {
    case 'edge': return event => event.what === 'edge' && event.line === trigger.line
      && (trigger.edge === 'both' || (trigger.edge === 'rising') === (event.level === 1)) ? event.t : null;
    case 'pulse': return pulse(trigger);
    case 'pattern': return pattern(trigger.pattern ?? {}, levelOf);
    case 'guest': return event => event.what === 'guest' && (!trigger.guest || event.guest === trigger.guest)
      && (!trigger.state || event.state === trigger.state) ? event.t : null;
    case 'lost': return event => event.what === 'lagged' ? event.t : null;
    case 'contention': return event => event.what === 'contention' && (!trigger.line || event.line === trigger.line) ? event.t : null;
    case 'fault': return event => event.what === 'fault' ? event.t : null;
    default: return () => null;
  }
}

/** A pulse of one level that is over, and was narrower or wider than a time. */
function pulse({ line, level = 1, than = 'narrower', ns = 0 }) {
  let began = null;
  return event => {
    if (event.what !== 'edge' || event.line !== line) return null;
    if (event.level === level) {
      began = event.t;
      return null;
    }
    const width = began === null ? null : event.t - began;
    began = null;
    return width !== null && (than === 'narrower' ? width < ns : width > ns) ? event.t : null;
  };
}

/** All of these levels at once, from an edge on that makes them so. */
function pattern(wanted, levelOf) {
  const lines = Object.keys(wanted);
  const now = new Map(lines.map(line => [line, levelOf(line)]));
  const holds = () => lines.length > 0 && lines.every(line => now.get(line) === wanted[line]);
  let held = holds();
  return event => {
    if (event.what !== 'edge' || !now.has(event.line)) return null;
    now.set(event.line, event.level);
    const before = held;
    held = holds();
    return held && !before ? event.t : null;
  };
}

/** The pattern that a text says, "bench/IGN=1 ivi:WAKE=0"; null = it says none. */
export function patternOf(text) {
  const wanted = {};
  for (const word of text.trim().split(/(?<==[01])\s+/).filter(Boolean)) {
    const match = /^(.+)=([01])$/.exec(word);
    if (!match) return null;
    wanted[match[1]] = Number(match[2]);
  }
  return Object.keys(wanted).length ? wanted : null;
}
