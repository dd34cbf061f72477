import type { ErrorRequestHandler, Request, Response } from 'express'
import { StoreUnavailable } from '../../domain/net/unavailable'
import type { AppPorts } from '../ports'
import { failureLog } from './failure-log'

/** Ends a request with bad news: a page for people, `{"error": ...}` for programs. The message says what to do. */
export function refuse(request: Request, response: Response, status: number, message: string): void {
  response.status(status).set('Cache-Control', 'no-store')
  if (!wantsPage(request)) {
    response.json({ error: message })
    return
  }
  const title = TITLES[status] ?? 'This did not work'
  const loggedIn = response.locals.loggedIn === true
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

/** A person's browser rather than a program: what names neither is taken for a page. */
export function wantsPage(request: Request): boolean {
  return request.accepts(['html', 'json']) === 'html'
}

/** A browser that looks for a page; what takes anything, such as curl, would take the log-in for the page that it asked for. */
export function isBrowsing(request: Request): boolean {
  return (request.method === 'GET' || request.method === 'HEAD') && request.accepts().includes('text/html')
}

/** A folder tells a stranger how this machine is laid out; a file's name is enough to know what is meant. */
export function withoutFolders(message: string): string {
  return message.replace(/(?:\/[^\s/]+)+\/(?=[^\s/])/g, '')
}

/** Everything that was thrown. What a client did wrong is told to it; our own failures go to the log alone. */
export function errorHandler(ports: Pick<AppPorts, 'log' | 'now'>): ErrorRequestHandler {
  const noteAway = failureLog(ports, 'a request failed')
  return (error, request, response, next) => {
    const status = statusOf(error)
    if (status === 503) noteAway(error)
    else if (status >= 500) ports.log.error(error, 'a request failed')
    if (response.headersSent) {
      next(error)
      return
    }
    refuse(request, response, status, messageOf(status, error))
  }
}

function messageOf(status: number, error: Error): string {
  // The message of StoreUnavailable is for people.
  if (status === 503)
    return `${error.message}, and all that is known of the checks is there. Try again; Home says what is wrong.`
  return MESSAGES[status] ?? 'The request could not be understood.'
}

const MESSAGES: Record<number, string> = {
  413: 'That is more than this appliance takes.',
  500: 'Something went wrong here; the log of the appliance says what (journalctl -u intvlm8r-web).',
}

/** What the body parser and the router say of a bad request; Redis may be away; everything else is our own failure. */
function statusOf(error: unknown): number {
  if (error instanceof StoreUnavailable) return 503
  const { status } = Object(error)
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500
}
