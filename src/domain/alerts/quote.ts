/** What a sender sent, marked as such on every line, so that nobody takes it for the appliance's own words. Pure. */

/** Lines of a quote: more than that nobody reads on a phone. */
const MOST_LINES = 30

/** Every character at which some reader begins a new line, but for the lone carriage return. */
const LINE_END = /\r?[\n\v\f\x85\u2028\u2029]/
/** Colours and cursor movements of a terminal (ECMA-48). */
const TERMINAL = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])/g
/** They change the direction of writing, and with it the order in which a line is read (UAX 9). */
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

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

function plainLine(line: string): string {
  return lastWritten(line)
    .replace(DIRECTIONS, '')
    .replace(/\t/g, '  ')
    .replace(/[\p{Cc}\p{Cs}]/gu, '\uFFFD')
    .trimEnd()
}

/** Of a line that was written over and over, as progress is shown, the last state. */
function lastWritten(line: string): string {
  return line.replace(/\r+$/, '').replace(/^.*\r/s, '')
}
