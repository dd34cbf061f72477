/** Small faults of scripts of Redis. */

/** A change of a file: what stands at `at` (characters from its start) becomes `to`. */
export interface TextFault {
  readonly at: number
  readonly from: string
  readonly to: string
}

/** A script, and what it is with the fault. */
export interface LuaFault {
  readonly id: string
  readonly source: string
  readonly changed: string
}

/** Operators with blanks around, and what takes their place. */
const SWAPS: readonly (readonly [string, string])[] = [
  ['<', '<='],
  ['<=', '<'],
  ['>', '>='],
  ['>=', '>'],
  ['==', '~='],
  ['~=', '=='],
  ['and', 'or'],
  ['or', 'and'],
  ['+', '-'],
  ['-', '+'],
]

/** Returns the faults that a script can have: comparisons, links and sums changed, conditions turned, calls left out. */
export function luaFaultsOf(source: string): TextFault[] {
  const faults: TextFault[] = []
  let at = 0
  for (const line of source.split('\n')) {
    if (!/^\s*--/.test(line)) faults.push(...faultsIn(line, at))
    at += line.length + 1
  }
  return faults
}

function faultsIn(line: string, start: number): TextFault[] {
  const faults = SWAPS.flatMap(([from, to]) =>
    [...line.matchAll(new RegExp(`(?<= )${from.replace('+', '\\+')}(?= )`, 'g'))].map(({ index }) => ({
      at: start + index,
      from,
      to,
    })),
  )
  const call = /^(\s*)([\w.]+\(.*\))$/.exec(line)
  if (call) faults.push({ at: start + (call[1]?.length ?? 0), from: call[2] ?? '', to: '' })
  const condition = /^(\s*(?:else)?if )(.+)( then.*)$/.exec(line)
  if (condition?.[2]) {
    const at = start + (condition[1]?.length ?? 0)
    faults.push({ at, from: condition[2], to: `not (${condition[2]})` })
  }
  return faults
}

export const withFault = (source: string, { at, from, to }: TextFault) =>
  source.slice(0, at) + to + source.slice(at + from.length)
