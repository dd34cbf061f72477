/** How a status looks in a chat. */
import type { Alert } from '../domain/alerts/alert'

interface Mark {
  readonly sign: string
  /** Of the page's own palette, as `rrggbb`. */
  readonly colour: string
}

const MARKS: Readonly<Record<Alert['status'], Mark>> = {
  down: { sign: '🔴', colour: 'c62828' },
  blind: { sign: '🟣', colour: '6a3fa0' },
  flapping: { sign: '🟠', colour: 'd97706' },
  up: { sign: '🟢', colour: '2e7d32' },
  paused: { sign: '⚪', colour: '757575' },
  mixed: { sign: '🔵', colour: '1565c0' },
}

export function markOf({ status }: Pick<Alert, 'status'>): Mark {
  return MARKS[status]
}

/** The subject with its sign, in one line. */
export function signed(alert: Pick<Alert, 'status' | 'subject'>): string {
  return `${markOf(alert).sign} ${alert.subject}`
}
