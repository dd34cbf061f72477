import { readFile } from 'node:fs/promises'
import { maskUrl } from '../../domain/net/web-url'

const ANY_URL = /\b[a-z][a-z0-9+.-]*:\/\/\S+/gi
/** A key with its delimiter, and its value up to a comment; commented out or not. */
const ENTRY = /^([\s;#]*[^=:;#]*[=:]\s*)((?:(?!\s[;#]|^[;#]).)*)(.*)$/s

/** The INI at that path as far as others may see it; why there is nothing to see when it cannot be read. */
export async function readRedactedIni(path: string): Promise<string> {
  try {
    return redactIni(await readFile(path, 'utf8'))
  } catch (error) {
    return `; ${path} cannot be read: ${(error as NodeJS.ErrnoException).code}\n`
  }
}

/**
 * The INI's text without its secrets: the heartbeat URL masked, passwords, hashes and credentials in URLs removed.
 * Line by line, since a file that has to be mended keeps its secrets too, and so does a line that is commented out.
 */
export function redactIni(text: string): string {
  let secretGoesOn = false
  return text.replace(/[^\r\n]+/g, line => {
    // Indented lines continue a value.
    if (secretGoesOn && /^\s+\S/.test(line)) return '  (removed)'
    const [, key = '', value = '', rest = ''] = ENTRY.exec(line) ?? []
    const isUrl = /heartbeaturl/i.test(key)
    secretGoesOn = isUrl || /pass|hash|secret|token|routingkey|topic|headers|body/i.test(key)
    if (!secretGoesOn || value.trim() === '' || /^[;#]/.test(value)) return maskUrls(line)
    return `${key}${isUrl ? maskUrl(value.trim()) : '(removed)'}${maskUrls(rest)}`
  })
}

function maskUrls(text: string): string {
  return text.replace(ANY_URL, url =>
    /^https?:/i.test(url) ? maskUrl(url) : url.replace(/\/\/[^/]*@/, '//(removed)@'),
  )
}
