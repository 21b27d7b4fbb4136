// The view is in the URL's fragment, so that a link shows another person the same: #/analyser?line=bench/IGN&line=ivi:IGN&from=…

const views = ['rig', 'analyser', 'guests', 'faults', 'log', 'config'];

/** @param {string} hash @returns {{ view: string, of: string|null, query: Record<string, string>, lines: string[] }} */
export function read(hash) {
  const [path, text = ''] = hash.replace(/^#/, '').split('?', 2);
  const [view, of] = path.replace(/^\//, '').split('/', 2).map(decode);
  const pairs = text.split('&').filter(Boolean).map(pair => pair.split('=', 2).map(decode));
  return {
    view: views.includes(view) ? view : 'rig',
    of: of || null,
    query: Object.fromEntries(pairs.filter(([key]) => key !== 'line').map(([key, value = '']) => [key, value])),
    lines: pairs.filter(([key, value]) => key === 'line' && value).map(([, value]) => value),
  };
}

/** @returns {string} with its # */
export function write(view, of = null, query = {}, lines = []) {
  const pairs = [...lines.map(line => ['line', line]), ...Object.entries(query)]
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([key, value]) => `${encode(key)}=${encode(String(value))}`);
  return `#/${view}${of ? `/${encode(of)}` : ''}${pairs.length ? `?${pairs.join('&')}` : ''}`;
}

/** The token of a fragment that a hub printed, #token=…; null = none. */
export function token(hash) {
  const match = /^#(?:.*[?&])?token=([^&]+)/.exec(hash);
  return match && decode(match[1]);
}

// Addresses stay readable: / and : need no escape in a fragment.
function encode(text) { return encodeURIComponent(text).replace(/%(2F|3A)/g, decode); }

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
