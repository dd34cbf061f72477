import { Router } from 'express'
import { isSame } from '../../pages/form'
import type { AppPorts } from '../../ports'
import { labelOf, sendBadge } from '../badges'
import { badgeKey } from '../public-ids'

/** The names that Shields has for its colours. */
const SHIELDS_COLOURS = { up: 'success', late: 'important', down: 'critical' } as const

const FORMATS = ['svg', 'json', 'shields'] as const

/** The addresses of a tag's badges, in the formats and with the names that Healthchecks' API has for them. `*` is every check. */
export function badgeLinks(base: string, tag: string, secret: Buffer): Readonly<Record<string, string>> {
  const key = badgeKey(tag, secret)
  const name = tag === '*' ? '' : `/${encodeURIComponent(tag)}`
  const links = FORMATS.flatMap(format => [
    [format, `${base}/badge/tag/${key}-2${name}.${format}`],
    [`${format}3`, `${base}/badge/tag/${key}${name}.${format}`],
  ])
  return Object.fromEntries(links)
}

/** `/badge/tag/<key>[-2]/<tag>.<format>`: up, late or down; with `-2` a check that is late counts as up. */
export function tagBadgeDoor({ checks, apiKeys, now }: Pick<AppPorts, 'checks' | 'apiKeys' | 'now'>): Router {
  const door = Router()
  door.get(['/badge/tag/:key/:file', '/badge/tag/:file'], async (request, response, next) => {
    const { key: named, file = '' } = request.params as { key?: string; file?: string }
    const [, stem = '', format = ''] = /^(.*)\.(svg|json|shields)$/.exec(file) ?? []
    const [key = '', tag = ''] = named === undefined ? [stem, '*'] : [named, stem]
    const isTwoState = key.endsWith('-2')
    const signed = isTwoState ? key.slice(0, -2) : key
    if (!isSame(signed, badgeKey(tag, await apiKeys.installationSecret()))) return next()
    const { counts, total } = await checks.lists.overview(now(), undefined, tag === '*' ? undefined : tag)
    const { down, late: grace } = counts
    const status = down > 0 ? 'down' : grace > 0 && !isTwoState ? 'late' : 'up'
    const label = labelOf(request, tag === '*' ? 'checks' : tag)
    if (format === 'svg') return sendBadge(response, label, status)
    response.set('Access-Control-Allow-Origin', '*').set('Cache-Control', 'no-cache')
    response.json(
      format === 'json'
        ? { status, total, grace, down }
        : { schemaVersion: 1, label, message: status, color: SHIELDS_COLOURS[status] },
    )
  })
  return door
}
