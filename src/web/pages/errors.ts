import type { ErrorRequestHandler, Request, Response } from 'express'
import { tStored } from '../../domain/language/text'
import { StoreUnavailable } from '../../domain/net/unavailable'
import { HomeTrouble } from '../../domain/peers/edit'
import type { AppPorts } from '../ports'
import { failureLog } from './failure-log'
import { sentence } from './form'

interface RefusalDetails {
  /** Seconds, for the header Retry-After. */
  readonly retryAfter?: number
  /** Members of a JSON answer beside `error`. */
  readonly json?: Readonly<Record<string, unknown>>
}

/**
 * A request that is not served. Any handler may throw it; `errorHandler`, or the door itself, turns it into an answer.
 * The message is shown to the client, so it names the cause and what to do.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly details: RefusalDetails

  constructor(status: number, message: string, details: RefusalDetails = {}) {
    super(message)
    this.status = status
    this.details = details
  }
}

/** Answers with `{"error": ...}`, whatever the client accepts; for doors for programs. */
export function refuseInJson(
  response: Response,
  { status, message, details: { retryAfter, json } }: Refusal,
): void {
  if (retryAfter !== undefined) response.set('Retry-After', String(retryAfter))
  response.status(status).json({ error: message, ...json })
}

/** The last handler of a door for programs. It leaves every other error to `errorHandler`. */
export const refusalsInJson: ErrorRequestHandler = (error, _request, response, next) => {
  if (error instanceof Refusal) refuseInJson(response, error)
  else next(error)
}

/** The last handler of the app: answers everything that was thrown, and logs the appliance's own failures. */
export function errorHandler(ports: Pick<AppPorts, 'log' | 'now'>): ErrorRequestHandler {
  const noteAway = failureLog(ports, 'a request failed')
  return (error, request, response, next) => {
    const refusal = error instanceof Refusal ? error : refusalOf(error)
    const isOwn = error !== refusal && !(error instanceof HomeTrouble)
    if (isOwn && refusal.status === 503) noteAway(error)
    else if (isOwn && refusal.status >= 500) ports.log.error(error, 'a request failed')
    // A sentence is translated before it begins with a capital letter.
    const words = error instanceof HomeTrouble ? sentence(tStored(error.message)) : tStored(refusal.message)
    if (response.headersSent) next(error)
    else refuse(request, response, refusal, words)
  }
}

/** The body parser and the router name the status of a bad request; Redis may be away; everything else is a failure of the appliance. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof StoreUnavailable)
    return new Refusal(
      503,
      `${error.message}, and the checks are stored there. Try again; Home shows what is wrong.`,
    )
  if (error instanceof HomeTrouble) return homeRefusal(error, sentence(error.message))
  const { status } = Object(error)
  const known = typeof status === 'number' && status >= 400 && status < 500 ? status : 500
  return new Refusal(known, MESSAGES[known] ?? 'The request could not be understood.')
}

/** The home of a check, another member of the group, refuses a change (409), or does not answer (503). */
export function homeRefusal({ isAway, message }: HomeTrouble, words = message): Refusal {
  return isAway ? new Refusal(503, words, { retryAfter: 5 }) : new Refusal(409, words)
}

const MESSAGES: Record<number, string> = {
  413: 'That is more than this appliance takes.',
  500: 'Something went wrong here; the cause is in the log of the appliance (journalctl -u intvlm8r-web).',
}

/** A page for people, JSON for programs. `message`: that of the refusal, in the language in use. */
function refuse(request: Request, response: Response, refusal: Refusal, message: string): void {
  const { status } = refusal
  response.set('Cache-Control', 'no-store')
  if (!wantsPage(request)) {
    // The page's own script shows it; programs have doors of their own.
    if (response.locals.loggedIn === true) refusal.message = message
    refuseInJson(response, refusal)
    return
  }
  const title = tStored(TITLES[status] ?? 'This did not work')
  const loggedIn = response.locals.loggedIn === true
  response.status(status)
  response.render('pages/error', { title, current: '', loggedIn, message }, (error, html) => {
    if (error) response.type('text').send(`${message}\n`)
    else response.send(html)
  })
}

const TITLES: Record<number, string> = {
  403: 'Not allowed',
  404: 'There is no such page',
  405: 'Not possible here',
  413: 'Too large',
  421: 'Unknown address',
  500: 'Something went wrong',
  503: 'Not available',
}

/** Whether the client gets a page rather than JSON; a client that names no type gets a page. */
export function wantsPage(request: Request): boolean {
  return request.accepts(['html', 'json']) === 'html'
}

/**
 * Whether a browser requests a page: it names HTML. A client that accepts anything (curl) would mistake the log-in page
 * for success.
 */
export function isBrowsing(request: Request): boolean {
  return (request.method === 'GET' || request.method === 'HEAD') && request.accepts().includes('text/html')
}

/** Strips the folders of paths, since they show a stranger how this machine is laid out. A file's name alone is clear enough. */
export function withoutFolders(message: string): string {
  return message.replace(/(?:\/[^\s/]+)+\/(?=[^\s/])/g, '')
}
