/**
 * A setting of a channel or a probe as a row: its name, its words for the page, and the rule for its values. Tables of
 * such rows stand once in `domain`; the page, the INI and the API walk them. Pure.
 */

import type { Fault } from './fault'
import { nearMiss } from './near-miss'

export interface SettingField {
  readonly key: string
  readonly label: string
  /** A line on what belongs here. */
  readonly hint: string
  /**
   * `address`: one mail address, with or without a name; `addresses`: a list of them; `file`: a path, relative to the INI,
   * which alone may name one.
   */
  readonly type: 'text' | 'url' | 'secret' | 'port' | 'choice' | 'json' | 'address' | 'addresses' | 'file'
  /** The form of a value, and the reason that is given when it has another one. */
  readonly pattern?: readonly [RegExp, string]
  /** A rule beyond type and pattern: why a value cannot be used. */
  readonly problem?: (value: string) => string | undefined
  readonly required?: boolean
  readonly choices?: readonly string[]
  readonly fallback?: string
  /** Never logged, and in the INI also `@file`. The page shows dots, and never sends it to the browser, unless `readable`. */
  readonly secret?: boolean
  /** A secret that its owner has to be able to read again. */
  readonly readable?: boolean
}

/** Rules that a library knows and `domain` does not: by the type of a field, why a value cannot be used. */
export type LibraryRules = Partial<Record<SettingField['type'], (value: string) => string | undefined>>

/**
 * Where a value was written: the INI, a checklist that it names, or the page. Only the INI, whose author can read the
 * appliance's files, may name one.
 */
export type FieldOrigin = 'ini' | 'file' | 'page'

const NAMES_FILE = 'begins with @, which names a file, and only the INI may do that; enter the secret itself'

/** Every fault at once; a key without a field is one. `owner` names in the reason whose settings they are. */
export function settingsFaults(
  owner: string,
  fields: readonly SettingField[],
  settings: Readonly<Record<string, string>>,
  origin: FieldOrigin,
  rules: LibraryRules,
): Fault[] {
  const faulty = fields.flatMap(field => {
    const reason = fieldProblem(field, settings[field.key] ?? '', origin, rules)
    return reason === undefined ? [] : [{ key: field.key, reason }]
  })
  const known = fields.map(({ key }) => key)
  const unknown = Object.keys(settings).filter(key => !known.includes(key))
  const reasonOf = (key: string) => {
    const meant = nearMiss(key, known)
    return `is no setting of ${owner}; ${meant ? `did you mean ${meant}?` : `there are ${known.join(', ')}`}`
  }
  return [...faulty, ...unknown.map(key => ({ key, reason: reasonOf(key) }))]
}

/** The fault of a name of a channel or a mail account, which sections of the INI have, too. */
export function nameFaults(name: string): Fault[] {
  return /^[a-z0-9_-]{1,50}$/.test(name)
    ? []
    : [{ key: 'name', reason: 'may hold small letters, digits, - and _ only (at most 50)' }]
}

/** `@file` where a secret belongs. */
export function namesFile({ secret }: SettingField, value: string): boolean {
  return secret === true && value.startsWith('@')
}

/** Why a value cannot be used; the reason does not hold the value. */
export function fieldProblem(
  field: SettingField,
  value: string,
  origin: FieldOrigin,
  rules: LibraryRules,
): string | undefined {
  if (value === '') return field.required ? `is empty. ${field.hint}` : undefined
  if (/\p{Cc}/u.test(field.type === 'json' ? value.replace(/[\r\n\t]/g, '') : value))
    return 'holds an invisible (control) character; type it anew'
  // The file's content is judged when the file is read.
  if (namesFile(field, value)) return origin === 'ini' ? undefined : NAMES_FILE
  if (field.type === 'file' && origin === 'page') return 'names a file, and only the INI may do that'
  if (field.type === 'port' && !(/^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535))
    return 'is not a port number from 1 to 65535'
  if (field.type === 'json' && !isJson(value)) return 'is no JSON; put its places in quotation marks'
  if (field.pattern && !field.pattern[0].test(value)) return field.pattern[1]
  if (field.choices && !field.choices.includes(value)) return `has to be one of ${field.choices.join(', ')}`
  return field.problem?.(value) ?? rules[field.type]?.(value)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
