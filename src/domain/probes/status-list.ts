/** HTTP statuses as people write them: `200`, `200-299, 401`. Pure. */

export type StatusRange = readonly [least: number, most: number]

/** Undefined for text of another form. */
export function parseStatuses(text: string): readonly StatusRange[] | undefined {
  const ranges: StatusRange[] = []
  for (const part of text.split(',')) {
    const match = /^\s*([1-5]\d\d)(?:\s*-\s*([1-5]\d\d))?\s*$/.exec(part)
    const [, least, most = least] = match ?? []
    if (least === undefined || Number(most) < Number(least)) return undefined
    ranges.push([Number(least), Number(most)])
  }
  return ranges
}

export function statusesProblem(text: string): string | undefined {
  return parseStatuses(text) === undefined
    ? 'has to be statuses and ranges with commas between them, such as 200-299, 401'
    : undefined
}

export function isAmong(status: number, ranges: readonly StatusRange[]): boolean {
  return ranges.some(([least, most]) => status >= least && status <= most)
}
