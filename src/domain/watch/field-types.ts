/** The types that options of checks have. Pure. */

import { formatDuration, parseDuration } from '../time/duration'
import type { Control, FieldType, Rule, TextForm } from './field-type'
import { COUNT, FLAG, list, SECONDS, SPAN, TEXT } from './schema'

/** Long enough for a check a year, short enough for a timer's arithmetic. */
export const LONGEST_SPAN = 400 * 86_400_000

/** A span of time in milliseconds. */
export function span(least: number, examples: string): FieldType<number> {
  return {
    control: { kind: 'line' },
    text: {
      parse: parseDuration,
      format: formatDuration,
      misread: {
        page: `has to be a span such as ${examples}`,
        ini: 'is not a span of time such as 90s, 5m, 1h30m or 2d',
      },
    },
    json: {
      read: spanFromJson,
      write: ms => ms / 1000,
      misread: MISREAD_SPAN,
      schema: SECONDS,
      sent: SPAN,
    },
    rules: [
      {
        holds: ms => Number.isSafeInteger(ms) && ms >= least && ms <= LONGEST_SPAN,
        reason: `has to be from ${least / 1000} s to 400 days, such as ${examples}`,
      },
    ],
  }
}

export const MISREAD_SPAN = 'has to be seconds, or text such as "1h30m"'

/** Milliseconds. Text of digits alone is refused: the INI counts minutes, and here they might be meant as seconds. */
export function spanFromJson(value: unknown): number | undefined {
  if (typeof value === 'number') return Math.round(value * 1000)
  return typeof value === 'string' && /[a-z]/i.test(value) ? parseDuration(value) : undefined
}

export function count(least: number, most: number): FieldType<number> {
  const range = `has to be a number from ${least} to ${most}`
  return {
    control: { kind: 'line', isNumber: true },
    text: {
      parse: text => (/^\d{1,9}$/.test(text) ? Number(text) : undefined),
      format: String,
      misread: { page: range, ini: 'is not a number' },
    },
    json: {
      read: value => (typeof value === 'number' ? value : undefined),
      write: value => value,
      misread: range,
      schema: { ...COUNT, minimum: least, maximum: most },
    },
    rules: [{ holds: n => Number.isInteger(n) && n >= least && n <= most, reason: range }],
  }
}

export function flag(): FieldType<boolean> {
  return {
    control: { kind: 'box', on: 'on', off: 'off' },
    text: {
      parse: text =>
        /^(on|yes|true|1)$/i.test(text) ? true : /^(off|no|false|0)$/i.test(text) ? false : undefined,
      format: value => (value ? 'on' : 'off'),
      misread: { page: 'has to be on or off', ini: 'is neither on nor off' },
    },
    json: {
      read: value => (typeof value === 'boolean' ? value : undefined),
      write: value => value,
      misread: 'has to be true or false',
      schema: FLAG,
    },
    rules: [],
  }
}

/** A choice of several words, each with its meaning for the page. */
export function choice<T extends string>(meanings: Readonly<Record<T, string>>): FieldType<T> {
  const choices = Object.keys(meanings) as T[]
  return choiceOf(choices, { kind: 'select', choices: meanings }, `one of ${choices.join(', ')}`)
}

/** A choice of two words; the page shows a box that is ticked for the second. */
export function either<T extends string>(off: T, on: T): FieldType<T> {
  return choiceOf([off, on], { kind: 'box', on, off }, `${off} or ${on}`, `neither ${off} nor ${on}`)
}

function choiceOf<T extends string>(
  choices: readonly T[],
  control: Control,
  wanted: string,
  missed = `not ${wanted}`,
): FieldType<T> {
  return {
    control,
    text: {
      parse: text => choices.find(known => known === text.toLowerCase()),
      format: value => value,
      misread: { page: `has to be ${wanted}`, ini: `is ${missed}` },
    },
    json: {
      read: value => choices.find(known => known === value),
      write: value => value,
      misread: `has to be ${wanted}`,
      schema: { enum: choices },
    },
    rules: [],
  }
}

/** A list of words, separated by blanks or commas where it is text. */
export function words(most: number, rule?: Rule<string>): FieldType<readonly string[]> {
  return {
    control: { kind: 'words' },
    text: {
      parse: text => unique(text.split(/[\s,]/).filter(Boolean)),
      format: value => value.join(' '),
    },
    json: {
      read: value => (isListOfTexts(value) ? unique(value) : undefined),
      write: value => value,
      misread: 'has to be a list of texts',
      schema: list(TEXT),
    },
    rules: [
      { holds: value => value.length <= most, reason: `are too many; at most ${most}` },
      ...(rule
        ? [{ holds: (value: readonly string[]) => value.every(rule.holds), reason: rule.reason }]
        : []),
    ],
  }
}

function isListOfTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(word => typeof word === 'string')
}

function unique(list: readonly string[]): readonly string[] {
  return [...new Set(list)]
}

/** Plain text in one line. */
export function line(most: number): FieldType<string> {
  return {
    control: { kind: 'line', maxLength: most },
    text: AS_IT_STANDS,
    json: { ...JSON_TEXT, schema: { ...TEXT, maxLength: most } },
    rules: [plain(most, /[\p{Cc}\p{Cs}]/u)],
  }
}

/** Plain text that may have several lines. */
export function lines(most: number): FieldType<string> {
  return {
    control: { kind: 'lines', maxLength: most },
    text: { ...AS_IT_STANDS, parse: text => text.replace(/\r\n/g, '\n') },
    json: { ...JSON_TEXT, schema: { ...TEXT, maxLength: most } },
    rules: [plain(most, /(?![\n\r\t])[\p{Cc}\p{Cs}]/u)],
  }
}

/** Text of one form; `description` is for programs. */
export function pattern(form: RegExp, reason: string, description?: string): FieldType<string> {
  return {
    control: { kind: 'line' },
    text: AS_IT_STANDS,
    json: {
      ...JSON_TEXT,
      schema: { ...TEXT, pattern: form.source, ...(description !== undefined && { description }) },
    },
    rules: [{ holds: text => form.test(text), reason }],
  }
}

/** Any text, unchanged. */
export const AS_IT_STANDS: TextForm<string> = { parse: text => text, format: text => text }

const JSON_TEXT = {
  read: (value: unknown) => (typeof value === 'string' ? value : undefined),
  write: (value: string) => value,
  misread: 'has to be text',
} as const

function plain(most: number, controls: RegExp): Rule<string> {
  return {
    holds: text => text.length <= most && !controls.test(text),
    reason: `has to be plain text of at most ${most} characters`,
  }
}
