import { promisify } from 'node:util'
import type { Express, Request, Response } from 'express'
import { localStamp, utcOffset } from '../domain/local-time'
import { ago, clockFace } from '../domain/span'

/** How a moment is written; the browser rewrites it in its own zone by the same functions (`public/js/times.ts`). */
const FORMS = { clock: clockFace, ago, stamp: (at: number) => localStamp(at) } as const

/** What every view gets besides its own. Times are the appliance's until the browser's script has rewritten them. */
export async function pageHtml(
  app: Express,
  view: string,
  now: number,
  locals: Readonly<Record<string, unknown>>,
): Promise<string> {
  const zone = { name: Intl.DateTimeFormat().resolvedOptions().timeZone, offset: utcOffset(now) }
  const timeText = (at: number, form: keyof typeof FORMS) => FORMS[form](at, now)
  const render = promisify<string, object, string>(app.render.bind(app))
  return await render(view, { now, zone, timeText, ...locals })
}

export async function renderPage(
  response: Response,
  view: string,
  now: number,
  locals: Readonly<Record<string, unknown>>,
): Promise<void> {
  sendPage(response, await pageHtml(response.app as Express, view, now, locals))
}

export function sendPage(response: Response, html: string): void {
  response.set('Cache-Control', 'no-store').send(html)
}

/** A form without script says that it takes HTML; who does not say so (the page's script, curl) gets JSON. */
export function asksForPage(request: Request): boolean {
  return request.accepts(['json', 'html']) === 'html'
}
