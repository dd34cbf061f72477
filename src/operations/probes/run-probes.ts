/** Runs the probes: each at its own moments, never two looks of one at once, and only so many of all. */

import type { KindOfProbe } from '../../domain/probes/kind-of-probe'
import type { Look } from '../../domain/probes/look'
import {
  dailyTimes,
  intervalOf,
  PROBES_AT_ONCE,
  type Probe,
  patienceOf,
  timeoutOf,
} from '../../domain/probes/probe'
import { PROBE_KINDS } from '../../domain/probes/probe-kinds'
import { nextLook } from '../../domain/probes/timetable'
import type { Clock } from '../../domain/time/clock'
import type { LookStore, ProbedCheck } from '../../domain/watch/looks'
import { lookWithin } from './look-within'

/** Milliseconds after which a daily look that saw nothing, or that Redis did not take, is repeated. */
const AGAIN_MS = 10 * 60_000

/** After a standstill of the machine or the program, every time limit is over, whatever the target answered. */
const STOOD_STILL: Look = { answer: 'blind', detail: 'this machine stood still in the middle of the look' }

export interface RunProbesPorts {
  readonly store: Pick<LookStore, 'claim' | 'end' | 'record' | 'lastSuccess'>
  /** Looks once; ends by itself at the time limit of the check's probe. */
  readonly look: (check: ProbedCheck, now: number, signal: AbortSignal, lastSuccess?: number) => Promise<Look>
  /** Judges whether a failure is the target's, or that of this machine's own network. */
  readonly ownNetwork: {
    watch(checks: readonly ProbedCheck[]): void
    /** The outcome of a look that need not be made, as nothing can be reached. */
    forestall(check: ProbedCheck): Look | undefined
    judge(check: ProbedCheck, look: Look, began: number): Promise<Look>
    end(): void
  }
  /** Adds what peers see to a failure by which the check goes down. It never fails. */
  readonly secondOpinion?: (check: ProbedCheck, look: Look) => Promise<Look>
  /** Called after a look was recorded. */
  readonly onLook?: (check: ProbedCheck, look: Look, at: number) => Promise<void>
  readonly now: Clock
  readonly onError: (error: Error) => void
  /** Looks at the same time; the others wait for their turn. */
  readonly atOnce?: () => number
}

interface DueLook {
  readonly check: ProbedCheck
  readonly moment: number
}

export function createRunProbes(ports: RunProbesPorts) {
  const {
    store,
    look,
    ownNetwork,
    secondOpinion,
    onLook,
    now,
    onError,
    atOnce = () => PROBES_AT_ONCE.usual,
  } = ports
  /** By the check's id: the moment is that of its next look. */
  let watched = new Map<string, { readonly check: ProbedCheck; moment: number }>()
  let lastTurn = 0
  /** By the check's id: a look that still waits at its next moment keeps its place, and becomes the one of that moment. */
  const waiting = new Map<string, DueLook>()
  /** Ids of the looks that have not ended, and whether they are patient. */
  const running = new Map<string, boolean>()
  const ended = new AbortController()

  /** The first look that there is room for: patient ones and the others have room of their own. */
  function takeNext(): DueLook | undefined {
    const most = atOnce()
    const roomFor = (patient: boolean) => [...running.values()].filter(each => each === patient).length < most
    const [others, patients] = [roomFor(false), roomFor(true)]
    for (const [id, each] of waiting) {
      if (!(isPatient(each) ? patients : others)) continue
      waiting.delete(id)
      return each
    }
    return undefined
  }

  /** Begins looks that wait, as many as there is room for. */
  function begin(): void {
    while (!ended.signal.aborted) {
      const next = takeNext()
      if (next === undefined) return
      const { id } = next.check
      const known = watched.get(id)
      // It is gone, the look before it has not ended, or it waited so long that the next one is due.
      if (known === undefined || running.has(id) || known.moment <= now()) continue
      // As it is by now: it may have been edited while it waited.
      const { check } = known
      running.set(id, isPatient(next))
      void lookOnce({ ...next, check })
        .catch(error => {
          lookAgain(check)
          onError(error)
        })
        .finally(() => {
          running.delete(id)
          begin()
        })
    }
  }

  async function lookOnce({ check, moment }: DueLook): Promise<void> {
    const { id, probe } = check
    const at = now()
    const limit = timeoutOf(probe)
    const patience = patienceOf(probe)
    if (!(await store.claim(check, moment, at, at + limit + patience))) return
    const forestalled = ownNetwork.forestall(check)
    const within = { look: lookAt, at, limit, patience, signal: ended.signal, onError }
    const seen = forestalled ?? (await lookWithin(check, within))
    // A look that the end of the program cut has no answer.
    if (ended.signal.aborted) return void (await store.end(check, moment))
    const isMissed = seen.answer === 'failure' && now() - at > limit + 2 * patience
    const judged = forestalled ?? (isMissed ? STOOD_STILL : await ownNetwork.judge(check, seen, at))
    const { hasParts }: KindOfProbe = PROBE_KINDS[probe.kind]
    // The failure counts from when it was seen. A part that became due while its whole was looked at is for the next look.
    const seenAt = hasParts ? at : now()
    const told = (forestalled === undefined && (await secondOpinion?.(check, judged))) || judged
    const recorded = store.record(id, told, seenAt, probe)
    // Parts may take a while. One check is recorded long before the next look, and need not be waited for.
    if (judged.parts) await recorded
    await Promise.all([recorded, store.end(check, moment)])
    if (judged.answer === 'blind') lookAgain(check)
    await onLook?.(check, judged, now()).catch(onError)
  }

  /** The next moment of a daily probe may be a day away. */
  function lookAgain({ id, probe }: ProbedCheck): void {
    const known = watched.get(id)
    if (known !== undefined && dailyTimes(probe) !== undefined)
      known.moment = Math.min(known.moment, now() + AGAIN_MS)
  }

  /** Kinds with parts look at those that became due since their last success. */
  async function lookAt(check: ProbedCheck, at: number, signal: AbortSignal): Promise<Look> {
    const { hasParts }: KindOfProbe = PROBE_KINDS[check.probe.kind]
    return await look(check, at, signal, hasParts && (await store.lastSuccess(check.id)))
  }

  const nextOf = ({ id, probe }: ProbedCheck, after: number) => nextLook(probe, id, after)

  return {
    /** Takes these checks from now on. A check whose probe is unchanged keeps its next moment. */
    watch(checks: readonly ProbedCheck[]): void {
      const at = now()
      const before = watched
      watched = new Map(
        checks.map(check => {
          const known = before.get(check.id)
          const isKept = known !== undefined && looksAlike(known.check.probe, check.probe)
          return [check.id, { check, moment: isKept ? known.moment : nextOf(check, at) }]
        }),
      )
      ownNetwork.watch(checks)
    },

    /** Begins the looks that are due. Returns when to call again, epoch milliseconds; undefined while there are no probes. */
    turn(): number | undefined {
      const at = now()
      // After the clock was set back, the moments would be far away.
      const wasSetBack = at < lastTurn
      lastTurn = at
      for (const each of watched.values()) {
        const { check, moment } = each
        if (wasSetBack || moment <= at) each.moment = nextOf(check, at)
        if (!wasSetBack && moment <= at)
          waiting.set(check.id, { check, moment: latestMoment(check, moment, at) })
      }
      begin()
      const moments = [...watched.values()].map(({ moment }) => moment)
      return moments.length === 0 ? undefined : Math.min(...moments)
    },

    /** Cuts the looks under way; they have no answer. Settles when all have ended. */
    async end(): Promise<void> {
      ended.abort()
      ownNetwork.end()
      waiting.clear()
      while (running.size > 0) await new Promise(resolve => setImmediate(resolve))
    },
  }
}

function isPatient({ check: { probe } }: DueLook): boolean {
  const row: KindOfProbe = PROBE_KINDS[probe.kind]
  return row.isPatient ?? false
}

/** Whether both look at the same moments. */
function looksAlike(one: Probe, other: Probe): boolean {
  const times = (probe: Probe) => JSON.stringify([probe.every, dailyTimes(probe)])
  return times(one) === times(other)
}

/** The moment of the look: after a time in which the machine slept, the last one that passed. */
function latestMoment({ probe }: ProbedCheck, moment: number, now: number): number {
  if (typeof probe.every !== 'number') return moment
  const interval = intervalOf(probe)
  return moment + Math.floor((now - moment) / interval) * interval
}
