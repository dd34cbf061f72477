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
  if (/^[!-[\]-~]+$/.test(url)) return undefined
  if (/^ *$/.test(url)) return 'Enter a URL, such as https://example.org/ping.'
  if (/^\s/.test(url)) return 'Remove the blank in front of the URL.'
  if (/\s$/.test(url)) return 'Remove the blank after the URL.'
  if (/\s/.test(url)) return 'There is a blank inside the URL; write it as %20, or remove it.'
  // Control and format characters; blanks, tabs and line ends have had their messages above.
  if (/[\p{Cc}\p{Cf}\p{Cs}]/u.test(url))
    return 'There is an invisible (control) character in the URL; type it anew instead of pasting it.'
  if (/^[^?#]*\\/.test(url)) return 'Use slashes (/) instead of backslashes (\\).'
  return undefined
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
