import { type Request, type Response, Router } from 'express'
import { activeWindows, maintenanceOf } from '../../domain/alerts/maintenance'
import { tStored } from '../../domain/language/text'
import { isToLook } from '../../domain/watch/not-looking'
import type { Status } from '../../domain/watch/status'
import { statusAt } from '../../domain/watch/status-at'
import type { AppPorts } from '../ports'
import { idBehind } from './public-ids'
import { readNotLooking } from './read-not-looking'

const COLOURS: Readonly<Record<Status | 'unknown', string>> = {
  up: '#2e7d32',
  late: '#8a5a00',
  blind: '#8a5a00',
  down: '#b3261e',
  new: '#5f6368',
  paused: '#5f6368',
  unknown: '#5f6368',
}

/**
 * `/badge/<public id>.svg?label=...` for a wiki or a README, and the same as JSON for Shields. A reader of its address can
 * neither check in nor work out how.
 */
export function badgeDoor({
  checks,
  apiKeys,
  windows,
  queue,
  now,
}: Pick<AppPorts, 'checks' | 'apiKeys' | 'windows' | 'queue' | 'now'>): Router {
  const door = Router()
  door.get('/badge/:file', async (request, response) => {
    const [, name = '', format = 'svg'] = /^(.*)\.(svg|json)$/.exec(request.params.file) ?? []
    const id = idBehind(name, await apiKeys.installationSecret())
    const watched = id === undefined ? undefined : await checks.get(id)
    const send = format === 'json' ? sendShields : sendBadge
    if (!watched) return send(response.status(404), 'check', 'unknown')
    const known = statusAt(watched, now())
    const isUnseen = known === 'up' && (await readNotLooking({ queue }, isToLook(watched))) !== undefined
    const status = isUnseen ? 'unknown' : known
    const isMaintained = maintenanceOf(watched.check, activeWindows(await windows(), now())) !== undefined
    const words = isMaintained ? `${status}, maintenance` : status
    send(response, labelOf(request, watched.check.name), status, words)
  })
  return door
}

/** The words at the left of a badge: those of the query, or its own. */
export function labelOf({ query }: Request, own: string): string {
  return typeof query.label === 'string' && query.label !== '' ? query.label : own
}

/** JSON as Shields reads it (shields.io/badges/endpoint-badge). */
export function sendShields(
  response: Response,
  label: string,
  status: Status | 'unknown',
  words: string = status,
): void {
  response.set('Access-Control-Allow-Origin', '*').set('Cache-Control', 'no-cache')
  response.json({ schemaVersion: 1, label, message: words, color: COLOURS[status] })
}

export function sendBadge(
  response: Response,
  label: string,
  status: Status | 'unknown',
  words: string = status,
): void {
  // Pages of other origins embed it, which the app's default forbids.
  response
    .set('Cross-Origin-Resource-Policy', 'cross-origin')
    .set('Cache-Control', 'no-cache')
    .type('image/svg+xml')
    .send(badge(label, status, tStored(words)))
}

const HEIGHT = 20
const PADDING = 6
/** About the width of a letter of Verdana at 11 px; `textLength` makes it exact. */
const LETTER = 6.5
const LONGEST = 60

/** A small flat badge; its title has the same words for readers who cannot see it. */
export function badge(label: string, status: Status | 'unknown', state: string = status): string {
  const shown = [...label].slice(0, LONGEST).join('')
  const [left, right] = [shown, state].map(text => Math.ceil([...text].length * LETTER) + 2 * PADDING) as [
    number,
    number,
  ]
  const width = left + right
  const text = (words: string, from: number, span: number) =>
    `<text x="${from + PADDING}" y="14" textLength="${span - 2 * PADDING}">${escaped(words)}</text>`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" role="img" aria-label="${escaped(`${shown}: ${state}`)}">`,
    `<title>${escaped(`${shown}: ${state}`)}</title>`,
    `<clipPath id="r"><rect width="${width}" height="${HEIGHT}" rx="3"/></clipPath>`,
    `<g clip-path="url(#r)"><rect width="${left}" height="${HEIGHT}" fill="#3c4043"/>`,
    `<rect x="${left}" width="${right}" height="${HEIGHT}" fill="${COLOURS[status]}"/></g>`,
    `<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">`,
    `${text(shown, 0, left)}${text(state, left, right)}</g></svg>`,
  ].join('')
}

/** Replaces control characters, and those that XML 1.0 cannot hold (its production Char), such as half of a surrogate pair. */
function escaped(text: string): string {
  return text
    .replace(/\p{Cc}/gu, ' ')
    .replace(/[^ -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, found => `&#${found.charCodeAt(0)};`)
}
