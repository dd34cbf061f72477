/** The words and the JSON of `intvlm8r status`. */

import type { ChannelTrouble } from '../../domain/alerts/channel-trouble'
import { type Link, overdueWords } from '../../domain/heartbeat/chain-link'
import { isDelivered } from '../../domain/heartbeat/result-line'
import { resultWords } from '../../domain/heartbeat/result-words'
import { REPLACE_ORIGINAL } from '../../domain/heartbeat/second-sender'
import { localStamp } from '../../domain/time/local-time'
import { moment } from '../../domain/watch/check-json'
import type { WatchRoom } from '../../domain/watch/ports'
import type { Status } from '../../domain/watch/status'
import { behindWords, troubleWords, unalertedWords } from '../../domain/watch/watch-words'
import type { Observation } from '../../web/heartbeat/observe'

export interface StatusReport
  extends Pick<Observation, 'chain' | 'liveness' | 'verdict' | 'last' | 'next' | 'notices'> {
  /** Whether the last heartbeat was delivered, but answered with a page for people. */
  readonly answeredWithPage: boolean
  /** The checks that need somebody; undefined where that is not known. */
  readonly watch: WatchLook | undefined
  /** The sentence for checks whose probes nobody runs. */
  readonly notLooking: string | undefined
  /** The channels that do not deliver, which the notices name; undefined where that is not known. */
  readonly undelivered: readonly ChannelTrouble[] | undefined
  /** Sentences about checks that wait and a lack of memory; undefined where that is not known. */
  readonly room: readonly string[] | undefined
  /** The trouble with another sender on this machine, or empty. */
  readonly rival: string
  /** Advice about a set-up that goes on as it is; undefined where none is due. */
  readonly advice: string | undefined
  /** The problem with the environment's time zone, which the notices name. */
  readonly zoneProblem: string | undefined
}

export interface CheckNote {
  readonly name: string
  readonly status: Status
}

export interface WatchLook {
  /** The checks that are down or blind, the worst first. */
  readonly inTrouble: readonly CheckNote[]
  /** The names of those that alert nobody; undefined where that is not known. */
  readonly unalerted: readonly string[] | undefined
  /** See `Overview`. */
  readonly behind: number
  /** Whether one of them is to look by itself. */
  readonly looks: boolean
  readonly room: WatchRoom
}

const MARKS: Record<Link['state'], string> = { ok: 'ok  ', warn: 'warn', bad: 'BAD ', unknown: '?   ' }

export function statusLines(report: StatusReport): readonly string[] {
  const { chain, verdict, last, next, rival } = report
  return [
    ...chain.map(row),
    ...(rival ? [row({ name: 'Second sender', state: 'bad', detail: rival })] : []),
    ...(last ? ['', `last heartbeat   ${localStamp(last.at)} (${last.result}) ${resultWords(last)}`] : []),
    ...(next === undefined ? [] : [`next heartbeat   ${localStamp(next)}`]),
    ...(rival
      ? ['', `Two senders hide each other's silence. To stop and mask the other one: ${REPLACE_ORIGINAL}`]
      : []),
    ...remarks(report).flatMap(lines => ['', ...lines]),
    ...(report.advice === undefined ? [] : ['', `Advice: ${report.advice}.`]),
    ...(rival && verdict.isWell ? [] : ['', summary(report)]),
  ]
}

/** Everything else that somebody should know, a paragraph each; while there is any, not all is called well. */
function remarks(report: StatusReport): readonly (readonly string[])[] {
  const { answeredWithPage, notices, watch, notLooking, room = [] } = report
  const { inTrouble = [], unalerted = [], behind = 0 } = watch ?? {}
  const count = (wanted: Status) => inTrouble.filter(({ status }) => status === wanted).length
  const sentences = [
    ...(answeredWithPage ? [ANSWERED_WITH_PAGE] : []),
    troubleWords(
      { down: count('down'), blind: count('blind') },
      inTrouble.map(({ name }) => name),
    ),
    behindWords(behind),
    notLooking,
    unalertedWords(unalerted.length, unalerted),
    ...room,
  ].filter(words => words !== undefined)
  return [...notices.map(({ title, sentences }) => [title, ...sentences]), ...sentences.map(words => [words])]
}

const ANSWERED_WITH_PAGE =
  'The last heartbeat was delivered, but answered with a web page: is its URL the ping URL?'

export function statusJson(report: StatusReport) {
  const {
    chain,
    liveness,
    verdict,
    last,
    next,
    notices,
    watch,
    notLooking,
    undelivered,
    room,
    rival,
    zoneProblem,
  } = report
  return {
    well: verdict.isWell && rival === '',
    state: rival ? 'bad' : verdict.state,
    heartbeat: liveness,
    summary: rival && verdict.isWell ? rival : summary(report),
    lastHeartbeat: last ? { at: moment(last.at), result: last.result, delivered: isDelivered(last) } : null,
    nextHeartbeat: moment(next),
    chain: chain.map(({ organ, name, state, detail, at, overdue }) => ({
      organ,
      name,
      state,
      detail,
      at: moment(at),
      ...(overdue && { overdue: { at: moment(overdue.at), late: overdue.late } }),
    })),
    secondSender: rival || null,
    advice: report.advice ?? null,
    notices: notices.map(({ title, sentences }) => [title, ...sentences].join(' ')),
    zoneProblem: zoneProblem ?? null,
    answeredWithPage: report.answeredWithPage,
    checksInTrouble: watch?.inTrouble ?? null,
    notLooking: notLooking ?? null,
    alertsNobody: watch?.unalerted ?? null,
    channelsInTrouble:
      undelivered?.map(({ name, since, detail }) => ({ name, since: moment(since), detail })) ?? null,
    watchRoom: room ?? null,
  }
}

function row({ name, state, at, ...link }: Omit<Link, 'organ'>): string {
  return `${MARKS[state]} ${name.padEnd(18)} ${at === undefined ? ''.padEnd(19) : localStamp(at)}  ${detailOf(link)}`
}

function detailOf({ detail, overdue }: Pick<Link, 'detail' | 'overdue'>): string {
  return overdue ? `${overdueWords(overdue)}; ${detail}` : detail
}

/** The verdict in a sentence, for the last line. */
function summary(report: StatusReport): string {
  const { liveness, verdict, answeredWithPage } = report
  const { state, link } = verdict
  if (link?.state === 'bad') return `Heartbeats stop at: ${link.name}: ${detailOf(link)}`
  if (link?.overdue) return `${overdueWords(link.overdue)}. It stands at: ${link.name}: ${link.detail}`
  if (state === 'bad') return 'The last heartbeat did not arrive.'
  if (link) return `Not all is known to be well: ${link.name}: ${link.detail}`
  if (liveness === 'off') return 'Heartbeating is off.'
  if (liveness === 'waiting') return 'The first heartbeat with these settings has not gone out yet.'
  if (answeredWithPage) return 'The heartbeat is delivered.'
  return remarks(report).length > 0 ? 'The heartbeat is well.' : 'All is well.'
}
