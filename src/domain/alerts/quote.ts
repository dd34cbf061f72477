/**
 * Words from outside, marked as such, so that nobody takes them for the appliance's own, and without what a mail reader or
 * a chat would make a link, a mention or a command of. Pure.
 */

import { INVISIBLE } from '../visible-text'
import type { Check } from '../watch/check'

/** Lines of a quote: more than that nobody reads on a phone. */
const MOST_LINES = 30

/** Every character at which some reader begins a new line, but for the lone carriage return. */
const LINE_END = /\r?[\n\v\f\x85\u2028\u2029]/
/** Colours and cursor movements of a terminal (ECMA-48). */
const TERMINAL = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])/g
export interface Quote {
  /** The last lines, each with `> ` in front. */
  readonly lines: readonly string[]
  /** Whether they are all that was sent. */
  readonly isWhole: boolean
}

/** `isCut`: the words are the end of more. */
export function quoted(words: string, isCut: boolean): Quote {
  const lines = words.replace(TERMINAL, '').split(LINE_END).map(plainLine)
  // The first line may be the end of a longer one.
  if (isCut && lines.length > 1) lines.shift()
  const end = lines.findLastIndex(line => line !== '') + 1
  const begin = lines.findIndex(line => line !== '')
  const kept = end === 0 ? [] : lines.slice(Math.max(begin, end - MOST_LINES), end)
  return {
    lines: kept.map(line => `> ${line}`.trimEnd()),
    isWhole: !isCut && kept.length === end - Math.max(begin, 0),
  }
}

/** A line without what a reader would make more of than text. */
export function plainLine(line: string): string {
  return (
    lastWritten(line)
      .replace(INVISIBLE, '')
      .replace(/\t/g, '  ')
      .replace(/[\p{Cc}\p{Cs}]/gu, '\uFFFD')
      .replace(/\bhttps?:\/\//gi, unlinked)
      .replace(/\bwww\./gi, 'www[.]')
      // Mentions, commands and links of Slack and Discord.
      .replace(/<(?=[!@#]|[a-z][a-z+.-]*:)/gi, '‹')
      .replace(/@(?=everyone\b|here\b|channel\b)/gi, '＠')
      .trimEnd()
  )
}

/** `https://` -> `hxxps://`, as people write addresses that nobody should follow by mistake. */
function unlinked(scheme: string): string {
  return scheme.replaceAll('t', 'x').replaceAll('T', 'X')
}

/** A name in one line, without what cannot be seen or would be decoded by a mail reader (`=?utf-8?Q?...?=`, RFC 2047). */
export function plainName(name: string): string {
  return name
    .replace(TERMINAL, '')
    .replace(INVISIBLE, '')
    .replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll('=?', '= ?')
    .trim()
}

/** A name that somebody else chose, in quotation marks that it cannot end. */
export function quotedName(name: string): string {
  const inside = plainName(name)
    .replace(/\bhttps?:\/\//gi, unlinked)
    .replace(/(?<=[\p{L}\p{N}])\.(?=\p{L}{2})/gu, '[.]')
    .replace(/[“”„‟"]/g, "'")
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replace(/@(?=everyone\b|here\b|channel\b)/gi, '＠')
  return `“${inside}”`
}

/** The form of names that come from a slug: one word, in which nobody can say anything. */
const ONE_WORD = /^[a-z0-9_-]{1,100}$/

/** The name of a check for alerts: quoted where the client of a check-in chose it. */
export function shownName({ name, origin }: Pick<Check, 'name' | 'origin'>): string {
  return origin === 'checkin' && !ONE_WORD.test(name) ? quotedName(name) : plainName(name)
}

/** Of a line that was written over and over, as progress is shown, the last state. */
function lastWritten(line: string): string {
  return line.replace(/(?<!\r)\r+$/, '').replace(/^.*\r/s, '')
}
