import { readFile } from 'node:fs/promises'
import { maskUrl } from '../../domain/net/web-url'

/** From the first character that a scheme may have: a search that began inside of it again would take long. */
const ANY_URL = /(?<![a-z0-9+.-])[a-z0-9+.-]+:\/\/\S+/gi
/** A key with its delimiter, and its value up to a comment; also in a line that is commented out. */
const ENTRY = /^([\s;#]*(?:[^\s=:;#][^=:;#]*)?[=:]\s*)((?:(?!\s[;#]|^[;#]).)*)(.*)$/s

/** The text of the INI at that path without its secrets, or a comment with the reason why it cannot be read. */
export async function readRedactedIni(path: string): Promise<string> {
  try {
    return redactIni(await readFile(path, 'utf8'))
  } catch (error) {
    return `; ${path} cannot be read: ${(error as NodeJS.ErrnoException).code}\n`
  }
}

/**
 * The INI's text without its secrets: the heartbeat URL masked, passwords, hashes and credentials in URLs removed.
 * Works line by line, since faulty INIs and lines that are commented out have secrets too.
 */
export function redactIni(text: string): string {
  let isSecret = false
  return text.replace(/[^\r\n]+/g, line => {
    // An indented line continues the value above it.
    if (isSecret && /^\s+\S/.test(line)) return '  (removed)'
    const [, key = '', value = '', rest = ''] = ENTRY.exec(line) ?? []
    const isUrl = /heartbeaturl|\bproxy/i.test(key)
    isSecret = isUrl || /pass|hash|secret|token|routingkey|topic|headers|body/i.test(key)
    if (!isSecret || value.trim() === '' || /^[;#]/.test(value)) return maskUrls(line)
    return `${key}${isUrl ? maskUrl(value.trim()) : '(removed)'}${maskUrls(rest)}`
  })
}

function maskUrls(text: string): string {
  return text.replace(ANY_URL, found => {
    const web = /https?$/i.exec(found.slice(0, found.indexOf('://')))
    if (web === null) return found.replace(/\/\/[^/]*@/, '//(removed)@')
    return found.slice(0, web.index) + maskUrl(found.slice(web.index))
  })
}
