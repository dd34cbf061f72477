import { dutyWords, type GroupView } from '../../domain/peers/group-view'
import { isPeerCheck, type PeerRow, peerRows } from '../../domain/peers/peer-list'
import { ago } from '../../domain/time/time-words'
import { moment } from '../../domain/watch/check-json'
import { isToLook } from '../../domain/watch/not-looking'
import type { Watched } from '../../domain/watch/ports'
import { isTrouble } from '../../domain/watch/status'
import { watchedAt } from '../../domain/watch/status-at'
import { openAppliance } from './context'
import { printJson } from './json'
import { lookingTrouble } from './looking-trouble'
import { withChecks } from './own-checks'
import { ownGroup } from './own-group'
import { withPeers } from './own-peers'
import { print } from './print'
import { printTable } from './table'

/** Prints the peers with their answers. Exit code 0: the check of none of them is down or blind, and they are asked. */
export async function peers({ json }: { readonly json: boolean }): Promise<number> {
  const appliance = await openAppliance()
  const now = Date.now()
  const looking = await withChecks(async checks => {
    const found: Watched[] = []
    for await (const some of checks.scan()) found.push(...some.filter(({ check }) => isPeerCheck(check)))
    return found.map(watched => watchedAt(watched, now))
  })
  const rows = await withPeers(appliance, async ({ board }) =>
    peerRows(looking, await board.answers(), await board.questions()),
  )
  const group = await ownGroup(appliance)
  const unlooked = await lookingTrouble(appliance, looking.some(isToLook))
  if (json)
    printJson({
      peers: rows.map(asJson),
      ...(group && { group: groupAsJson(group, now) }),
      ...(unlooked !== undefined && { notLooking: unlooked }),
    })
  else if (rows.length === 0)
    print(
      'Nobody watches this watch. `intvlm8r peer invite` prints a line that another appliance can join with.',
    )
  else {
    if (unlooked !== undefined) print(`${unlooked}\n`)
    printTable([
      ['PEER', 'ANSWER', 'SINCE', 'ASKED', 'ROUND TRIP', 'VERSION', 'ASKED HERE', 'CHECK'],
      ...rows.map(row => cells(row, now)),
    ])
    if (group) printGroup(group, now)
  }
  return unlooked !== undefined || rows.some(({ status }) => isTrouble(status)) ? 1 : 0
}

function cells(row: PeerRow, now: number): string[] {
  const when = (at: number | undefined) => (at === undefined ? '-' : ago(at, now))
  return [
    row.name,
    row.answer,
    when(row.since),
    when(row.at),
    row.took === undefined ? '-' : `${row.took} ms`,
    row.version ?? '-',
    askedWords(row, now),
    row.status,
  ]
}

function askedWords({ kind, askedAt, passesFor }: PeerRow, now: number): string {
  if (kind === 'checker') return '-'
  if (askedAt === undefined) return 'never'
  return passesFor === undefined ? ago(askedAt, now) : `refused, as ${passesFor}`
}

function printGroup(group: GroupView, now: number): void {
  print(`\nThe group: this watch is ${group.state}; ${dutyWords(group)}.`)
  if (group.unheard > 0)
    print(
      `${group.unheard} of its checks are unheard: only a member that does not answer gets their signals.`,
    )
  printTable([
    ['MEMBER', 'RANK', 'ANSWER', 'SINCE', 'ROUND TRIP', 'COPY'],
    ...group.members.map(({ name, rank, answers, state, silentFor, sameFor, took, lag }) => [
      name,
      rank === undefined ? '-' : `${rank}`,
      answers ? (state ?? '-') : 'no answer',
      silentFor === undefined ? '-' : ago(now - sameFor, now),
      took === undefined ? '-' : `${Math.round(took)} ms`,
      lag === undefined ? '-' : ago(now - lag, now),
    ]),
  ])
  for (const trouble of group.troubles) print(`In the group, ${trouble}.`)
}

function groupAsJson(
  { rank, takeover, state, duty, term, unheard, members, troubles }: GroupView,
  now: number,
) {
  const seconds = (span: number | undefined) => (span === undefined ? null : span / 1000)
  return {
    rank,
    takeoverSeconds: takeover / 1000,
    state,
    duty: duty ?? null,
    dutyTerm: term,
    unheard,
    members: members.map(member => ({
      name: member.name,
      id: member.id ?? null,
      rank: member.rank ?? null,
      state: member.state ?? null,
      answers: member.answers,
      since: member.silentFor === undefined ? null : moment(now - member.sameFor),
      roundTripSeconds: seconds(member.took),
      lagSeconds: seconds(member.lag),
    })),
    troubles,
  }
}

function asJson({ since, at, askedAt, took, ...row }: PeerRow): object {
  return {
    ...row,
    since: moment(since),
    at: moment(at),
    askedAt: moment(askedAt),
    tookSeconds: took === undefined ? null : took / 1000,
  }
}
