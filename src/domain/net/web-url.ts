/** The one rule for heartbeat URLs; the page in the browser and the server share it. */

/**
 * The fault of a heartbeat URL, as a sentence for the person who typed it; undefined when it is valid: absolute, http or
 * https, with a host. `new URL` alone will not do: it silently repairs `https:///x`, `http:\\x`, line ends and blanks, and
 * the heartbeat would go to another address than the one written.
 */
export function heartbeatUrlProblem(url: string): string | undefined {
  return charactersProblem(url) ?? schemeProblem(url) ?? authorityProblem(url)
}

/** `scheme://host[:port]/…`, for logs and errors: the path, the query and the user are the secret. */
export function maskUrl(url: string): string {
  return heartbeatUrlProblem(url) === undefined ? `${new URL(url).origin}/…` : '…'
}

function charactersProblem(url: string): string | undefined {
  // Most URLs are plain ASCII without blanks and backslashes. For them the tick skips the expressions below, for which V8
  // would read its tables of Unicode.
  if (/^[!-[\]-~]+$/.test(url)) return copyingProblem(url)
  if (/^ *$/.test(url)) return 'Enter a URL, such as https://example.org/ping.'
  // Some that count as blanks are named, too.
  const invisible = /[\p{Cc}\p{Cf}\p{Cs}]/u.exec(url.replace(/[\t\r\n\v\f]/g, ' '))
  if (invisible) return invisibleProblem(url, invisible[0], invisible.index)
  if (/^\s/.test(url)) return 'Remove the blank in front of the URL.'
  if (/\s$/.test(url)) return 'Remove the blank after the URL.'
  if (/[\r\n\u2028\u2029]/.test(url)) return 'There is a blank inside the URL, a line end; remove it.'
  if (/[^\S \t]/.test(url))
    return 'There is a blank inside the URL, one of another width, as documents have them; remove it.'
  if (/\s/.test(url)) return 'There is a blank inside the URL; write it as %20, or remove it.'
  if (/^[^?#]*\\/.test(url)) return 'Use slashes (/) instead of backslashes (\\).'
  return copyingProblem(url)
}

/** Characters that come with a URL from a mail, a document or the source of a page. */
function copyingProblem(url: string): string | undefined {
  if (/^["'`“”„‘’‚«»]|["“”„‘’‚«»]$/.test(url)) return 'Remove the quotes around the URL.'
  if (/^<|^[^<]*>$/.test(url)) return 'Remove the angle brackets (< >) around the URL.'
  if (url.includes('%%')) return 'Write % in place of %%, which is how the Intervalometerator writes it.'
  if (url.includes('&amp;')) return 'Write & in place of &amp;, which is how the source of a page writes it.'
  return undefined
}

const INVISIBLE: Readonly<Record<string, string>> = {
  '\u00ad': 'soft hyphen',
  '\u200b': 'zero-width space',
  '\u200c': 'zero-width non-joiner',
  '\u200d': 'zero-width joiner',
  '\u200e': 'mark for writing from left to right',
  '\u200f': 'mark for writing from right to left',
  '\u2060': 'word joiner',
  '\ufeff': 'byte order mark',
}

/** Names the character and its place, but nothing of the URL. */
function invisibleProblem(url: string, character: string, index: number): string {
  const name = INVISIBLE[character] ?? 'control character'
  const isLast = index + character.length === url.length
  const place = index + 1
  const where =
    place === 1 ? 'in front of the URL' : isLast ? 'after the URL' : `at place ${place} of the URL`
  return `There is an invisible character (${name}) ${where}; remove it, or type the URL anew.`
}

const QUOTED = /^(?:"(.*)"|'(.*)'|`(.*)`|“(.*)”|„(.*)[“”]|‘(.*)’|«(.*)»|<(.*)>)$/s

/**
 * A pasted text without the characters that copying adds to a URL: blanks, line ends, quotes and brackets around it,
 * invisible characters, and the `&amp;` of a page's source.
 */
export function pastedUrl(text: string): string {
  const bare = text.replace(/\p{Cf}/gu, '').trim()
  const inner = QUOTED.exec(bare)
    ?.slice(1)
    .find(part => part !== undefined)
  return inner === undefined ? bare.replaceAll('&amp;', '&') : pastedUrl(inner)
}

function schemeProblem(url: string): string | undefined {
  if (url.startsWith('//')) return 'Add https: (or http:) in front.'
  if (/^https?\/\//i.test(url)) return 'There is a colon missing: write https:// (or http://).'
  const [, scheme, rest] = /^([a-zA-Z][a-zA-Z0-9+.-]*):(.*)$/.exec(url) ?? []
  // "localhost:8080/x" is a host and its port, not a scheme.
  if (scheme === undefined || rest === undefined || /^\d/.test(rest))
    return 'Add https:// (or http://) in front.'
  if (!/^https?$/i.test(scheme)) return `Only http:// and https:// can be used, not ${scheme}:.`
  if (!rest.startsWith('//')) return `Write two slashes after ${scheme}:, as in ${scheme}://example.org/ping.`
  return undefined
}

function authorityProblem(url: string): string | undefined {
  const [, host = '', port] =
    /^[^:]*:\/\/(?:[^/?#]*@)?(\[[^\]/?#]*\]|[^:/?#]*)(?::([^/?#]*))?/.exec(url) ?? []
  if (host === '' && !port?.includes(':'))
    return 'The host is missing: a name or an address belongs after the two slashes.'
  if (port?.includes(':')) return 'Put an IPv6 address in square brackets, as in http://[fd00::5]/ping.'
  if (port !== undefined && !isPort(port))
    return 'The port after the colon has to be a number from 1 to 65535.'
  const parsed = parse(url)
  if (parsed === undefined || /^\.|\.\./.test(parsed.hostname))
    return `The host "${host}" is not a valid name or address.`
  // 192.168.1 would become 192.168.0.1, and 010.0.0.1 would become 8.0.0.1.
  if (/^[\d.]+$/.test(host) && parsed.hostname !== host)
    return `The address ${host} is not complete: write it as in 192.168.1.5.`
  return undefined
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535
}

function parse(url: string): URL | undefined {
  try {
    return new URL(url)
  } catch {
    return undefined // The caller reports it.
  }
}
