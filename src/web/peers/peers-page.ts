import { Router } from 'express'
import { dutyWords, type MemberView } from '../../domain/peers/group-view'
import { isPeerCheck, peerRows } from '../../domain/peers/peer-list'
import { isToLook } from '../../domain/watch/not-looking'
import type { Watched } from '../../domain/watch/ports'
import { TONES } from '../../domain/watch/status'
import { watchedAt } from '../../domain/watch/status-at'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'
import { readNotLooking } from '../watch/read-not-looking'

/** `/peers`: each peer with its answer. Peers are named in the INI. */
export function peersPage(ports: Pick<AppPorts, 'now' | 'checks' | 'peers' | 'queue'>): Router {
  const { now, checks, peers } = ports
  const door = Router()

  door.get('/peers', async (_request, response) => {
    const at = now()
    const looking: Watched[] = []
    for await (const some of checks.lists.each({ only: 'probed' }, at))
      looking.push(...some.filter(({ check }) => isPeerCheck(check)))
    const [answers, questions, group] = await Promise.all([
      peers.board.answers(),
      peers.board.questions(),
      peers.showGroup(),
    ])
    const rows = peerRows(
      looking.map(watched => watchedAt(watched, at)),
      answers,
      questions,
    )
    await renderPage(response, 'peers/peers', at, {
      group: group && {
        ...group,
        words: dutyWords(group),
        members: group.members.map(member => shown(member, at)),
      },
      notLooking: await readNotLooking(ports, looking.some(isToLook)),
      rows: rows.map(({ urls, ...row }) => ({
        ...row,
        places: urls.map(url => new URL(url).host),
        tone: row.isFine === false && row.status === 'up' ? 'warn' : TONES[row.status],
      })),
    })
  })
  return door
}

/** A member with its moments. */
function shown({ lag, sameFor, ...member }: MemberView, at: number) {
  const isKnown = member.silentFor !== undefined
  return {
    ...member,
    ...(isKnown && { since: at - sameFor }),
    ...(lag !== undefined && { lagSeconds: Math.round(lag / 1000) }),
  }
}
