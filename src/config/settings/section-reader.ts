/** Reads the keys of a section and notes the faults of their values. */
import type { IniFault } from '../../domain/settings/reading'
import { ADMISSIONS, type Admission } from '../../domain/watch/waiting'

/** Notes why a value cannot be used. */
export type Fail = (reason: string) => undefined

/** Reads one key; undefined when it is faulty. The default is for a key that is missing or empty. */
export type Read = <T>(
  key: string,
  rule: (value: string, fail: Fail) => T | undefined,
  fallback?: T,
) => T | undefined

const CONTINUED =
  'goes on in the indented line below; write it in one line, and begin the next key without blanks'

export function readerOf(
  section: string,
  values: Readonly<Record<string, string>>,
  faults: IniFault[],
): Read {
  return (key, rule, fallback) => {
    const value = values[key] ?? ''
    if (value === '' && fallback !== undefined) return fallback
    const fail: Fail = reason => void faults.push({ section, key, reason })
    return value.includes('\n') ? fail(CONTINUED) : rule(value, fail)
  }
}

/** A section's keys; those that are faulty are undefined. */
export type Keys<T> = { readonly [K in keyof T]: T[K] | undefined }

/** The section, frozen; undefined when one of its keys is faulty. */
export function whole<T extends object>(fields: Keys<T>): T | undefined {
  return Object.values(fields).includes(undefined) ? undefined : Object.freeze(fields as T)
}

export function soundKeys<T extends object>(fields: Keys<T>): Partial<T> {
  const sound = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.freeze(Object.fromEntries(sound) as Partial<T>)
}

export function switchOf(value: string, fail: Fail): boolean | undefined {
  if (/^(on|yes|true|1)$/i.test(value)) return true
  if (/^(off|no|false|0)$/i.test(value)) return false
  return fail(`${shown(value)} is neither on nor off`)
}

export function admissionOf(value: string, fail: Fail): Admission | undefined {
  const admission = ADMISSIONS.find(one => one === value.toLowerCase())
  return admission ?? fail(`${shown(value)} is none of ${ADMISSIONS.join(', ')}`)
}

/** A value in quotes for a fault's reason; not one that may be a secret in the wrong line. */
export function shown(value: string): string {
  return /^[\w.+ -]{1,20}$/.test(value) ? `"${value}"` : 'its value'
}
