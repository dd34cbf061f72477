import type { Request, Response } from 'express'
import { localStamp, utcOffset } from '../domain/local-time'
import { ago, clockFace } from '../domain/span'

/** How a moment is written; the browser rewrites it in its own zone by the same functions (`public/js/times.ts`). */
const FORMS = { clock: clockFace, ago, stamp: (at: number) => localStamp(at) } as const

/** What every view gets besides its own. Times are the appliance's until the browser's script has rewritten them. */
export function renderPage(
  response: Response,
  view: string,
  now: number,
  locals: Readonly<Record<string, unknown>>,
): void {
  const zone = { name: Intl.DateTimeFormat().resolvedOptions().timeZone, offset: utcOffset(now) }
  const timeText = (at: number, form: keyof typeof FORMS) => FORMS[form](at, now)
  response.set('Cache-Control', 'no-store').render(view, { now, zone, timeText, ...locals })
}

/** A form without script says that it takes HTML; who does not say so (the page's script, curl) gets JSON. */
export function asksForPage(request: Request): boolean {
  return request.accepts(['json', 'html']) === 'html'
}
