import { promisify } from 'node:util'
import type { Application, Request, Response } from 'express'
import { spoken } from '../../domain/language/language'
import { utcOffset } from '../../domain/time/local-time'
import { type TimeForm, timeText } from '../../domain/time/time-forms'
import { type CompressedPage, compressedPage } from './compressed'

/** Renders a view of the app. */
export type Render = (view: string, locals: object) => Promise<string>

export function renderer(app: Application): Render {
  return promisify<string, object, string>(app.render.bind(app))
}

/**
 * Renders and sends a view. Besides its own locals the view gets `now`, and `timeText` for times in the appliance's zone,
 * which the browser's script rewrites in its own.
 */
export async function renderPage(
  response: Response,
  view: string,
  now: number,
  locals: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { draft = false } = response.locals
  response.send(await htmlOf(renderer(response.app), view, now, { draft, ...locals }))
}

/**
 * Renders a view that is requested often, and reuses its last page, with the encodings made so far, while the locals are
 * the same, and the language.
 */
export function pageCache(
  view: string,
  render: Render,
): (now: number, locals: object) => Promise<CompressedPage> {
  let last: { readonly key: string; readonly page: Promise<CompressedPage> } | undefined
  return (now, locals) => {
    const key = JSON.stringify([spoken().language, now, locals])
    if (last?.key !== key) last = { key, page: htmlOf(render, view, now, locals).then(compressedPage) }
    return last.page
  }
}

function htmlOf(render: Render, view: string, now: number, locals: object): Promise<string> {
  // The browser rewrites each in its own zone by the same function (`public/js/parts/times.ts`).
  const textOf = (at: number, form: TimeForm) => timeText(at, form, now)
  return render(view, { now, zoneOffset: utcOffset(now), timeText: textOf, ...locals })
}

/** Whether a form was sent without the page's script: such a form names HTML. The script and curl get JSON. */
export function isPlainForm(request: Request): boolean {
  return request.accepts(['json', 'html']) === 'html'
}
