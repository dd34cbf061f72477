/** Headers as people write them in settings: `Name: value`, with `|` between several. Pure. */

export const HEADER_LIST: readonly [RegExp, string] = [
  /^[^:|]+:[^|]*(\|([^:|]+:[^|]*| *))*$/,
  'have to be Name: value, with | between several',
]

/** Undefined for any other text. */
export function parseHeaderList(text: string): Record<string, string> | undefined {
  const pairs = text
    .split('|')
    .filter(part => part.trim() !== '')
    .map(part => /^\s*([\w!#$%&'*+.^`~-]+)\s*:\s*([\x20-\x7e\x80-\xff]*?)\s*$/.exec(part))
  if (pairs.includes(null)) return undefined
  return Object.fromEntries(pairs.map(pair => [pair?.[1] ?? '', pair?.[2] ?? '']))
}

export function headerListProblem(text: string): string | undefined {
  return parseHeaderList(text) === undefined ? HEADER_LIST[1] : undefined
}
