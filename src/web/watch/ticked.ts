/** The ticked checks of a form, of which there may be many more than fields in any other form. */
import express, { type ErrorRequestHandler, type Request, Router } from 'express'
import { hyphenated } from '../../domain/uuid'
import type { BodyRoom } from '../net/body-room'
import { reservedBody } from '../net/reserved-body'
import { Refusal } from '../pages/errors'
import { field, fieldList } from '../pages/form'

/** Ticked checks that one form takes. */
const MOST_TICKED = 1_000
/** With the other fields; an id takes 40 bytes. */
const FORM = { limit: 64 * 1024, parameterLimit: MOST_TICKED + 50 } as const

const TOO_MANY =
  'Nothing was changed: more than 1,000 checks were ticked. Tick fewer of them, or search for them and choose "All that match".'

/** Reads the form of an action on several checks. It stands before the log-in, which reads shorter ones. */
export function tickedFormDoor(room: BodyRoom): Router {
  const door = Router()
  door.post(
    '/checks/bulk',
    reservedBody(room),
    express.urlencoded({ extended: false, inflate: false, ...FORM }),
  )
  door.use('/checks/bulk', ((error, _request, _response, next) =>
    next(Object(error).status === 413 ? new Refusal(413, TOO_MANY) : error)) satisfies ErrorRequestHandler)
  return door
}

/** The ids of the ticked checks, each once. @throws Refusal when there are too many */
export function tickedIn(request: Request): readonly string[] {
  const ids = [...new Set([...fieldList(request, 'id'), ...unpacked(field(request, 'ids'))])]
  if (ids.length > MOST_TICKED) throw new Refusal(413, TOO_MANY)
  return ids
}

const HEX = 32

/** The same ids in one field: a page that asks about a thousand of them stays small. */
export function packed(ids: readonly string[]): string {
  return Buffer.from(ids.map(id => id.replaceAll('-', '')).join(''), 'hex').toString('base64url')
}

function unpacked(text: string): readonly string[] {
  const hex = Buffer.from(text, 'base64url').toString('hex')
  return Array.from({ length: Math.floor(hex.length / HEX) }, (_, index) =>
    hyphenated(hex.slice(index * HEX, (index + 1) * HEX)),
  )
}
