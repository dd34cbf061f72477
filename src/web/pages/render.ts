import { promisify } from 'node:util'
import type { Application, Request, Response } from 'express'
import { localStamp, utcOffset } from '../../domain/time/local-time'
import { ago, clockFace } from '../../domain/time/time-words'
import { type CompressedPage, compressedPage } from './compressed'

/** How a moment is written; the browser rewrites it in its own zone by the same functions (`public/js/times.ts`). */
const FORMS = { clock: clockFace, ago, stamp: (at: number) => localStamp(at) } as const

/** Fills in a view; Express', with the views of the app. */
export type Render = (view: string, locals: object) => Promise<string>

export function renderer(app: Application): Render {
  return promisify<string, object, string>(app.render.bind(app))
}

/**
 * Renders and sends a view. Besides its own it gets the moment, and times in the appliance's zone, until the browser's
 * script has rewritten them.
 */
export async function renderPage(
  response: Response,
  view: string,
  now: number,
  locals: Readonly<Record<string, unknown>>,
): Promise<void> {
  response.send(await htmlOf(renderer(response.app), view, now, locals))
}

/**
 * The pages of a view that is asked for often. What they tell is looked up anew for every request, but when it comes to
 * the same as the last time, word for word, so does the page: it is the same one, compressedPage already.
 */
export function pagesOf(
  view: string,
  render: Render,
): (now: number, locals: object) => Promise<CompressedPage> {
  let last: { readonly told: string; readonly page: Promise<CompressedPage> } | undefined
  return (now, locals) => {
    const told = JSON.stringify([now, locals])
    if (last?.told !== told) last = { told, page: htmlOf(render, view, now, locals).then(compressedPage) }
    return last.page
  }
}

function htmlOf(render: Render, view: string, now: number, locals: object): Promise<string> {
  const timeText = (at: number, form: keyof typeof FORMS) => FORMS[form](at, now)
  return render(view, { now, zoneOffset: utcOffset(now), timeText, ...locals })
}

/** A form without script says that it takes HTML; who does not say so (the page's script, curl) gets JSON. */
export function asksForPage(request: Request): boolean {
  return request.accepts(['json', 'html']) === 'html'
}
