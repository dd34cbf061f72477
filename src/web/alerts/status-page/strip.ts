import type { StatusDay } from '../../../domain/watch/status-days'

/** Days as a row of strokes, one unit wide each: a path for each meaning. A day that is only partly known is shown as that. */
export function stripOf(days: readonly StatusDay[]) {
  const paths: Record<string, string> = {}
  let last: { kind: string; from: number } | undefined
  const end = (at: number) => {
    if (last !== undefined) paths[last.kind] = `${paths[last.kind] ?? ''}M${last.from} 0h${at - last.from}`
  }
  days.forEach((day, index) => {
    const kind = kindOf(day)
    if (kind === last?.kind) return
    end(index)
    last = kind === undefined ? undefined : { kind, from: index }
  })
  end(days.length)
  return { width: days.length, paths: Object.entries(paths) }
}

/** Undefined for a day without any time. */
function kindOf({ up, down, unknown, outages }: StatusDay): string | undefined {
  if (up + down + unknown === 0) return undefined
  if (down > 0 || outages > 0) return 'down'
  if (up === 0) return 'unknown'
  return unknown * 100 < up ? 'up' : 'partly'
}
