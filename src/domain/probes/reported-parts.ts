/** Parts of a look as a command reports them: a line `name<TAB>ok<TAB>detail` for each. Pure. */

import { firstCharacters } from '../shorten'
import { type Answer, OUTPUT_KEPT, type Part } from './look'

/** Checks that one check may have as its parts. */
export const MOST_PARTS = 100
/** Characters of a part's name. */
const LONGEST_NAME = 60
const LONGEST_DETAIL = 1_000

const ANSWERS: Readonly<Record<string, Answer>> = { ok: 'success', fail: 'failure', blind: 'blind' }

/** The parts in an output; other lines mean nothing. `lost`: why some of them may be missing. */
export function reportedParts(output: string): { readonly parts: readonly Part[]; readonly lost?: string } {
  const isCut = new TextEncoder().encode(output).length >= OUTPUT_KEPT
  // The first line of an output that was cut is the end of another one.
  const lines = output.split('\n').slice(isCut ? 1 : 0)
  const parts = new Map<string, Part>()
  for (const line of lines) {
    const [name = '', word = '', ...words] = line.replace(/\r$/, '').split('\t')
    const answer = ANSWERS[word.toLowerCase()]
    const plain = partName(name)
    if (answer === undefined || plain === '' || !line.includes('\t')) continue
    const said = oneLine(words.join(' '), LONGEST_DETAIL)
    parts.set(plain.toLowerCase(), {
      name: plain,
      answer,
      detail: said || `reported as ${word.toLowerCase()}`,
    })
  }
  return {
    parts: [...parts.values()],
    ...(isCut && { lost: 'its output is too long, and the beginning was not read' }),
  }
}

/** A name that a check can have. */
export function partName(name: string): string {
  return oneLine(name, LONGEST_NAME)
}

/** Text without control characters, in one line. */
export function oneLine(text: string, limit: number): string {
  return firstCharacters(text.replace(/[\p{Cc}\s]+/gu, ' ').trim(), limit)
}
