import { userInfo } from 'node:os'
import { formatDuration } from '../../domain/time/duration'
import { localStamp } from '../../domain/time/local-time'
import { checkJson, flipJson, signalJson } from '../../domain/watch/check-json'
import { isAwaited, isSilenced } from '../../domain/watch/check-list'
import { flipWords, lookBehindFlip } from '../../domain/watch/flip-words'
import { isToLook } from '../../domain/watch/not-looking'
import { feedWords } from '../../domain/watch/plan-words'
import type { Changed } from '../../domain/watch/ports'
import { parseSilence } from '../../domain/watch/silence'
import type { CheckState } from '../../domain/watch/state'
import { isTrouble } from '../../domain/watch/status'
import { watchedAt } from '../../domain/watch/status-at'
import { timeline } from '../../domain/watch/timeline'
import { uptimeOf, uptimeWords } from '../../domain/watch/uptime'
import { CommandError, openAppliance, UsageError } from './context'
import { printJson } from './json'
import { lookingTrouble } from './looking-trouble'
import { findCheck, namesOf, withChecks } from './own-checks'
import { print } from './print'

const DAY = 86_400_000
/** Signals and flips that are printed. */
const TIMELINE_ENTRIES = 10

/** Prints a check, its figures and its last signals and flips. Exit code 0: it is neither down nor blind, and its probe is run. */
export function show(nameOrId: string, { json }: { readonly json: boolean }): Promise<number> {
  return withChecks(async (checks, apiKeys) => {
    const now = Date.now()
    const watched = watchedAt(await findCheck(checks, nameOrId), now)
    const { check, state } = watched
    const unlooked = await lookingTrouble(await openAppliance(), isToLook(watched))
    const exitCode = isTrouble(state.status) || unlooked !== undefined ? 1 : 0
    const [history, flips, bodies, { away }] = await Promise.all([
      checks.history(check.id),
      checks.flips(check.id),
      checks.bodies(check.id),
      checks.past.statuses(watched),
    ])
    if (json) {
      printJson({
        ...checkJson(
          watched,
          namesOf(check.id, await apiKeys.installationSecret()),
          undefined,
          undefined,
          unlooked,
        ),
        history: {
          signals: history.map(signalJson),
          flips: flips.map(flipJson),
        },
      })
      return exitCode
    }
    if (unlooked !== undefined) print(`${unlooked}\n`)
    const moment = (at: number | undefined) => (at === undefined ? '-' : localStamp(at))
    const month = uptimeOf(
      flips,
      state,
      { createdAt: check.createdAt, away },
      Math.max(now - 30 * DAY, check.createdAt),
      now,
    )
    const rows: readonly (readonly [string, string])[] = [
      ['name', check.name],
      ['id', check.id],
      ['slug', check.slug],
      ['status', `${state.status} since ${localStamp(state.since)}`],
      ...(state.acknowledged
        ? [['acknowledged', `by ${state.acknowledged.by}, ${localStamp(state.acknowledged.at)}`] as const]
        : []),
      ['silenced', isSilenced(state, now) ? silenceWords(state.silenced) : 'no'],
      check.probe
        ? ['probe', feedWords(check)]
        : ['schedule', `${feedWords(check)}, grace ${formatDuration(check.grace)}`],
      ...(check.probe ? probeRows(state) : []),
      ['last signal', moment(state.lastSignalAt)],
      ['next due', moment(isAwaited(state) && !check.probe ? state.due : undefined)],
      ['uptime, 30 days', uptimeWords(month)],
      ['channels', check.channels.join(', ') || 'none: nobody is alerted'],
    ]
    for (const [name, value] of rows) print(`${name.padEnd(16)} ${value}`)
    print('')
    for (const moment of timeline(history, flips, TIMELINE_ENTRIES)) {
      const what =
        'flip' in moment
          ? `${moment.flip.from} -> ${moment.flip.to}: ${flipWords(moment.flip.reason, lookBehindFlip(moment.flip, check, { history, bodies }))}`
          : moment.signal.kind
      print(`${localStamp(moment.at)}  ${what}`)
    }
    return exitCode
  })
}

/** Rows for a check with a probe. */
function probeRows({
  unseen,
  warning,
  lastDuration,
  phases = {},
}: CheckState): (readonly [string, string])[] {
  return [
    ...(unseen
      ? [['could not look', `since ${localStamp(unseen.since)}, because ${unseen.why}`] as const]
      : []),
    ...(warning ? [['warning', warning] as const] : []),
    ...(lastDuration === undefined ? [] : [['took', `${Math.round(lastDuration)} ms`] as const]),
    ...Object.entries(phases).map(([name, ms]) => [`  until ${name}`, `${ms} ms`] as const),
  ]
}

export function pause(nameOrId: string): Promise<number> {
  return change(nameOrId, 'paused', (checks, id) => checks.pause(id, Date.now()))
}

export function resume(nameOrId: string): Promise<number> {
  const words = ({ status }: CheckState) => (status === 'paused' ? 'resumed' : 'was not paused')
  return change(nameOrId, words, (checks, id) => checks.resume(id, Date.now()))
}

/** @param choice a span, `recovery` or `off` */
export function silence(nameOrId: string, choice = '1h'): Promise<number> {
  const silence = parseSilence(choice, Date.now())
  if (silence === undefined)
    throw new UsageError(
      `"${choice}" is no silence: give a span such as 1h (400 days at most), or recovery, or off`,
    )
  const { until } = silence
  const words = until === undefined ? 'no longer silenced' : `silenced ${silenceWords(until)}`
  return change(nameOrId, words, (checks, id) => checks.silence(id, until))
}

/** @param choice `off` takes it back; else the name of the person, or empty for the user of the command */
export function acknowledge(nameOrId: string, choice = ''): Promise<number> {
  const by = choice === 'off' ? undefined : choice || process.env.SUDO_USER || userInfo().username
  return withChecks(async checks => {
    const { check } = await findCheck(checks, nameOrId)
    const changed = await checks.acknowledge(check.id, by, Date.now())
    if (changed.kind !== 'changed')
      throw new CommandError(`"${check.name}" cannot be changed (${changed.kind})`)
    const { acknowledged, status } = changed.state
    if (by !== undefined && acknowledged === undefined)
      throw new CommandError(`there is nothing to acknowledge: "${check.name}" is ${status}`)
    print(`${check.name}: ${acknowledged ? `acknowledged by ${acknowledged.by}` : 'no longer acknowledged'}`)
    return 0
  })
}

type Checks = Parameters<Parameters<typeof withChecks>[0]>[0]

function change(
  nameOrId: string,
  words: string | ((before: CheckState) => string),
  alter: (checks: Checks, id: string) => Promise<Changed>,
): Promise<number> {
  return withChecks(async checks => {
    const { check, state } = await findCheck(checks, nameOrId)
    const { kind } = await alter(checks, check.id)
    if (kind !== 'changed') throw new CommandError(`"${check.name}" cannot be changed (${kind})`)
    print(`${check.name}: ${typeof words === 'string' ? words : words(state)}`)
    return 0
  })
}

function silenceWords(until: number | 'recovery' | undefined): string {
  return typeof until === 'number' ? `until ${localStamp(until)}` : 'until it is up again'
}
