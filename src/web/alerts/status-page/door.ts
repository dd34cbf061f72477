import { type Request, type Response, Router } from 'express'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { embeddedBy, type StatusPage, secretOf } from '../../../domain/alerts/status-page'
import { spoken } from '../../../domain/language/language'
import { mark, t } from '../../../domain/language/text'
import { type Reading, usable } from '../../../domain/settings/reading'
import { networkOf } from '../../net/addresses'
import { sendCompressed } from '../../pages/compressed'
import { failureLog } from '../../pages/failure-log'
import { isSame } from '../../pages/form'
import { pageCache, type Render } from '../../pages/render'
import type { AppPorts } from '../../ports'
import { labelOf, sendBadge, sendShields } from '../../watch/badges'
import { publicId } from '../../watch/public-ids'
import { atomText } from './atom'
import { type Feed, feedOf } from './feed'
import { rssText } from './rss'
import { readSnapshot, SHOWN_DAYS, type Snapshot, type SnapshotPorts } from './snapshot'

/** A page is read once in so long, for everybody. */
const KEPT_MS = 10_000
/** Requests of one network in a minute; an open page loads itself once in that time. */
const A_MINUTE = 120

type Seen =
  | { readonly snapshot: Snapshot }
  | { readonly away: true; readonly at: number; readonly last?: Snapshot }

export type StatusPagePorts = SnapshotPorts & Pick<AppPorts, 'now' | 'log' | 'settings' | 'apiKeys'>

/**
 * `/status/<name>[/<secret>]`: a page for others, its feeds and its badges. It stands before the log-in, reads no cookie and
 * takes no form. A page that there is not, and one whose secret is wrong, have the same answer.
 */
export function statusPageDoor(ports: StatusPagePorts, render: Render): Router {
  const door = Router()
  const cacheOf = createCaches(render)
  const requests = new RateLimiterMemory({ points: A_MINUTE, duration: 60 })
  const see = createSight(ports)

  door.get(/^\/status\/.+/, async (request, response, next) => {
    const taken = await requests.consume(networkOf(request.ip ?? '')).catch(() => undefined)
    if (taken === undefined)
      return void response
        .status(429)
        .set('Retry-After', '60')
        .type('text/plain')
        .send(`${t('Too many requests; wait a minute.')}\n`)
    const asked = askedFor(request.path, response)
    if (asked === undefined) return next()
    secure(response, asked.page)
    const seen = await see(asked.page)
    if ('away' in seen) response.status(503).set('Retry-After', '30')
    await SENDERS[asked.part](request, response, asked.page, seen)
  })

  // Nobody is led to the log-in from here.
  door.use('/status', (_request, response) => {
    response
      .status(404)
      .type('text/plain')
      .send(`${t('There is no such page.')}\n`)
  })

  const SENDERS = {
    page: async (request: Request, response: Response, page: StatusPage, seen: Seen) => {
      const isAway = 'away' in seen
      const { at, snapshot } = isAway
        ? { at: seen.at, snapshot: seen.last }
        : { at: seen.snapshot.at, snapshot: seen.snapshot }
      response.set('Refresh', '60')
      const locals = { snapshot, isAway, days: SHOWN_DAYS, feed: `${request.path}/feed` }
      await sendCompressed(request, response, await cacheOf(page.name)(at, locals))
    },
    feed: feedSender('application/atom+xml', atomText),
    'feed.rss': feedSender('application/rss+xml', rssText),
    'badge.svg': async (request: Request, response: Response, page: StatusPage, seen: Seen) => {
      const { title, status, words } = badgeOf(page, seen)
      sendBadge(response, labelOf(request, title), status, words)
    },
    'badge.json': async (request: Request, response: Response, page: StatusPage, seen: Seen) => {
      const { title, status, words } = badgeOf(page, seen)
      // Shields shows no badge for another status than 200.
      sendShields(response.status(200), labelOf(request, title), status, words)
    },
  } as const
  type Part = keyof typeof SENDERS

  function feedSender(type: string, textOf: (feed: Feed, self: string) => string) {
    return async (request: Request, response: Response, page: StatusPage, seen: Seen) => {
      if ('away' in seen) return void response.type('text/plain').send(`${t(AWAY)}\n`)
      const secret = await ports.apiKeys.installationSecret()
      const self = `${request.protocol}://${request.headers.host}${request.path}`
      const feed = feedOf(seen.snapshot, {
        page: self.slice(0, self.lastIndexOf('/')),
        id: `urn:intvlm8r:${publicId('00000000-0000-8000-8000-000000000000', secret)}:${page.name}`,
        publicId: id => publicId(id, secret),
      })
      response.type(type).send(textOf(feed, self))
    }
  }

  /** The page and its part; undefined where there is none, or the secret is wrong. */
  function askedFor(path: string, { locals }: Response): { page: StatusPage; part: Part } | undefined {
    const [, , name = '', ...rest] = path.split('/')
    const page = usable(locals.reading as Reading, 'statusPages')?.find(one => one.name === name)
    if (page === undefined) return undefined
    const secret = secretOf(page)
    if (secret !== '' && !isSame(rest.shift() ?? '', secret)) return undefined
    const [part = 'page', ...more] = rest
    return more.length === 0 && Object.hasOwn(SENDERS, part) ? { page, part: part as Part } : undefined
  }

  return door
}

const AWAY = mark('The watch cannot be read at present: nothing is known.')

function badgeOf(page: StatusPage, seen: Seen) {
  const known = 'away' in seen ? undefined : seen.snapshot
  const status = known?.overall.status ?? 'unknown'
  return {
    title: known?.title ?? page.name,
    status,
    words: known?.isMaintained ? `${status}, maintenance` : status,
  } as const
}

/** Headers of this page alone: no scripts, frames only where the owner named them, and no word of its address to others. */
function secure(response: Response, page: StatusPage): void {
  const frames = embeddedBy(page)
  response.set(
    'Content-Security-Policy',
    [
      "default-src 'none'",
      "style-src 'self'",
      "img-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      `frame-ancestors ${frames.length === 0 ? "'none'" : frames.join(' ')}`,
    ].join(';'),
  )
  response.set('Referrer-Policy', 'no-referrer')
  // The older header knows no list of sites.
  if (frames.length > 0) response.removeHeader('X-Frame-Options')
  if (secretOf(page) !== '') response.set('X-Robots-Tag', 'noindex, nofollow')
}

/** The last page of each name, so that strangers who ask often cost no rendering. */
function createCaches(render: Render) {
  const caches = new Map<string, ReturnType<typeof pageCache>>()
  return (name: string) => {
    const cache = caches.get(name) ?? pageCache('alerts/status-page', render)
    caches.set(name, cache)
    return cache
  }
}

/** Reads each page once in a while, whoever asks for it how often. */
function createSight(ports: StatusPagePorts): (page: StatusPage) => Promise<Seen> {
  const kept = new Map<
    string,
    { readonly settings: string; readonly at: number; readonly seen: Promise<Seen>; last?: Snapshot }
  >()
  const noteAway = failureLog(ports, 'a status page cannot be read')
  return page => {
    const at = ports.now()
    const settings = JSON.stringify([spoken().language, page.settings])
    const before = kept.get(page.name)
    const isFresh =
      before !== undefined && before.settings === settings && at >= before.at && at - before.at < KEPT_MS
    if (isFresh) return before.seen
    const last = before?.settings === settings ? before.last : undefined
    const seen = readSnapshot(ports, page, at).then(
      (snapshot): Seen => {
        const present = kept.get(page.name)
        if (present?.at === at) present.last = snapshot
        return { snapshot }
      },
      (error): Seen => {
        noteAway(error)
        return { away: true, at, ...(last && { last }) }
      },
    )
    kept.set(page.name, { settings, at, seen, ...(last && { last }) })
    return seen
  }
}
