import { Router } from 'express'
import { activeWindows, maintenanceOf } from '../../../domain/alerts/maintenance'
import { type GroupStatus, groupStatus } from '../../../domain/watch/group-status'
import { isToLook } from '../../../domain/watch/not-looking'
import type { Watched } from '../../../domain/watch/ports'
import { isSame } from '../../pages/form'
import type { AppPorts } from '../../ports'
import { labelOf, sendBadge } from '../badges'
import { badgeKey } from '../public-ids'
import { readNotLooking } from '../read-not-looking'

/** The names that Shields has for its colours. */
const SHIELDS_COLOURS = {
  up: 'success',
  late: 'important',
  down: 'critical',
  unknown: 'inactive',
} as const satisfies Record<GroupStatus, string>
/** Checks that are read for one badge, the worst first: strangers load it as often as they like. */
const MOST_READ = 100

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

type BadgePorts = Pick<AppPorts, 'checks' | 'apiKeys' | 'queue' | 'windows' | 'now'>

/** `/badge/tag/<key>[-2]/<tag>.<format>`: up, late, down or unknown; with `-2` a check that is late counts as up. */
export function tagBadgeDoor(ports: BadgePorts): Router {
  const door = Router()
  door.get(['/badge/tag/:key/:file', '/badge/tag/:file'], async (request, response, next) => {
    const { key: named, file = '' } = request.params as { key?: string; file?: string }
    const [, stem = '', format = ''] = /^(.*)\.(svg|json|shields)$/.exec(file) ?? []
    const [key = '', tag = ''] = named === undefined ? [stem, '*'] : [named, stem]
    // A key may end with -2 itself.
    const signed = badgeKey(tag, await ports.apiKeys.installationSecret())
    const isTwoState = isSame(key, `${signed}-2`)
    if (!isTwoState && !isSame(key, signed)) return next()
    const { status, words, total, grace, down } = await readTag(ports, tag, isTwoState)
    const label = labelOf(request, tag === '*' ? 'checks' : tag)
    if (format === 'svg') return sendBadge(response, label, status, words)
    response.set('Access-Control-Allow-Origin', '*').set('Cache-Control', 'no-cache')
    response.json(
      format === 'json'
        ? { status, total, grace, down }
        : { schemaVersion: 1, label, message: words, color: SHIELDS_COLOURS[status] },
    )
  })
  return door
}

/** The status of the checks with a tag, and of all by `*`. `words`: the same with the maintenance that they are in. */
async function readTag(ports: BadgePorts, tag: string, isTwoState: boolean) {
  const { lists } = ports.checks
  const now = ports.now()
  const { counts, total, behind } = await lists.overview(now, undefined, tag === '*' ? undefined : tag)
  const { rows } = await lists.page(tag === '*' ? {} : { tags: [tag] }, now, MOST_READ)
  const isAnyToLook = rows.some(isToLook) || (total > rows.length && (await lists.anyLooks()))
  const isUnseen = (await readNotLooking(ports, isAnyToLook)) !== undefined
  const { down, late: grace } = counts
  const late = isTwoState ? 0 : grace
  const unknown = counts.blind + counts.new + behind + (isUnseen ? 1 : 0)
  const status = groupStatus({ down, late, unknown, watched: total - counts.paused })
  const active = activeWindows(await ports.windows(), now)
  const alike = rows.filter(row => statusIn(row, { isTwoState, isUnseen }) === status)
  const isMaintained =
    total <= MOST_READ && alike.length > 0 && alike.every(({ check }) => maintenanceOf(check, active))
  return { status, words: isMaintained ? `${status}, maintenance` : status, total, grace, down }
}

/** The status of a single one of them in the words of the badge; undefined for a paused one, which has no part in it. */
function statusIn(watched: Watched, { isTwoState, isUnseen }: { isTwoState: boolean; isUnseen: boolean }) {
  const { status } = watched.state
  if (status === 'paused') return undefined
  if (status === 'late' && isTwoState) return 'up'
  if (status === 'blind' || status === 'new') return 'unknown'
  return isUnseen && status !== 'down' && isToLook(watched) ? 'unknown' : status
}
