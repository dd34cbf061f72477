/** A form that was posted after its session had ended: the log-in page keeps it, sealed, and leads back to it. */

import type { Request, Response } from 'express'
import { UUID } from '../../domain/uuid'
import { localPath } from './access'
import type { Sealed } from './sealed'

/** A form as it was posted. */
export interface InterruptedForm {
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
}

/** Forms with entries that cost work. Their doors show a draft again instead of saving it (`isDraft`). */
const WITH_ENTRIES = new RegExp(
  `^/(monitoring|keys|checks(/${UUID})?|(channels|accounts|windows)(/[\\w-]+)?|status-pages/[\\w-]+/notes)$`,
)
const PURPOSE = 'interrupted form'
/** A posted form may have 16 KiB; user name, password and the rest need some of them. */
export const MOST_CHARACTERS = 15_000

/** Seals the form of a request; empty when it has no entries, or too many for a hidden field. */
export function sealForm({ path, body }: Request, sealed: Sealed): string {
  if (!WITH_ENTRIES.test(path)) return ''
  const text = sealed.seal({ path, body: { ...Object(body) } } satisfies InterruptedForm, PURPOSE)
  return text.length <= MOST_CHARACTERS ? text : ''
}

export function openForm(text: string, sealed: Sealed): InterruptedForm | undefined {
  return text === '' ? undefined : (sealed.open(text, PURPOSE) as InterruptedForm | undefined)
}

/** Turns a log-in into the request that it interrupted, which the form's door answers with the draft. */
export function resume(request: Request, response: Response, { path, body }: InterruptedForm): void {
  carryOut(request, { path, body })
  response.locals.draft = true
  response.locals.loggedIn = true
}

/** Turns a request into that of the form, for the doors that follow. */
export function carryOut(request: Request, { path, body }: InterruptedForm): void {
  request.url = path
  request.body = body
}

/** The page that a form without entries was on, by its Referer; else Home. */
export function pageOf({ headers: { referer = '', host } }: Request): string {
  if (!URL.canParse(referer)) return '/'
  const { host: of, pathname, search } = new URL(referer)
  return of === host ? localPath(pathname + search) : '/'
}
