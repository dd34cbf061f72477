/** The settings.cfg of a Checker. */

import { readIniFile } from '../ini/ini-file'

/** Section -> key in lower case -> value, by the rules of Python's configparser. */
type Sections = ReadonlyMap<string, ReadonlyMap<string, string>>

export interface CheckerSettings {
  readonly servername: string
  readonly alertcontact: string
  /** Nothing is mailed. */
  readonly nomail: boolean
  readonly user: string
  readonly password: string
  readonly smtpserver: string
  readonly smtpport: string
  readonly imapserver: string
  /** `URL,address` of each peer. */
  readonly peers: readonly string[]
  readonly problems: readonly string[]
}

/** Undefined for the INI of another program: a Checker's has [general] with an alertcontact, and [email]. */
export function readCheckerSettings(path: string): CheckerSettings | undefined {
  const file = readIniFile(path)
  if ('reason' in file) return undefined
  const { sections, problems } = parseConfigparser(file.text)
  const [general, email] = [sections.get('general'), sections.get('email')]
  if (general?.get('alertcontact') === undefined || email === undefined) return undefined
  const faults = [...problems]
  const read = (section: ReadonlyMap<string, string>, key: string): string => {
    const value = section.get(key) ?? ''
    // A lone percent sign makes configparser fail at this value.
    if (/%/.test(value.replaceAll('%%', ''))) faults.push(`${key}: has a single %, which is written %%`)
    return value.replaceAll('%%', '%')
  }
  return {
    servername: read(general, 'servername'),
    alertcontact: read(general, 'alertcontact'),
    nomail: /^(1|yes|true|on)$/i.test(read(email, 'nomail')),
    user: read(email, 'user'),
    password: read(email, 'pass'),
    smtpserver: read(email, 'smtpserver'),
    smtpport: read(email, 'smtpport'),
    imapserver: read(email, 'imapserver'),
    peers: [...(sections.get('peers')?.values() ?? [])],
    problems: faults,
  }
}

/** Comments are whole lines; `=` or `:` ends a key; deeper lines continue a value. */
export function parseConfigparser(text: string): {
  readonly sections: Sections
  readonly problems: readonly string[]
  /** The line of a key, counted from 1; of one that is missing the first. */
  readonly lineOf: (section: string, key: string) => number
} {
  const lines = new Map<string, number>()
  const sections = new Map<string, Map<string, string>>()
  const problems: string[] = []
  let section: Map<string, string> | undefined
  let open: { readonly key: string; readonly indent: number } | undefined
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const plain = line.trim()
    if (plain === '' || /^[#;]/.test(plain)) continue
    const indent = line.length - line.trimStart().length
    if (section && open && indent > open.indent) {
      section.set(open.key, `${section.get(open.key)}\n${plain}`)
      continue
    }
    const [, name] = /^\[([^\]]+)\]/.exec(plain) ?? []
    const sign = plain.search(/[=:]/)
    const key = sign > 0 ? plain.slice(0, sign).trimEnd() : undefined
    const value = plain.slice(sign + 1).trimStart()
    if (name !== undefined) {
      section = sections.get(name) ?? new Map()
      sections.set(name, section)
      open = undefined
    } else if (section === undefined || key === undefined) problems.push(`line ${index + 1} is no setting`)
    else {
      section.set(key.toLowerCase(), value)
      open = { key: key.toLowerCase(), indent }
      lines.set(`${[...sections.keys()].find(name => sections.get(name) === section)} ${open.key}`, index + 1)
    }
  }
  return { sections, problems, lineOf: (name, key) => lines.get(`${name} ${key}`) ?? 1 }
}
