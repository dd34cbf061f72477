import { HEARTBEATS_KEPT } from '../../domain/heartbeat/heartbeat'
import { type DueRule, dueUnder, missedReason } from '../../domain/heartbeat/missed-slot'
import type { MissedStore, TickFile } from '../../domain/heartbeat/ports'
import { type Reading, usable } from '../../domain/settings/reading'
import type { SettingsFile } from '../../domain/settings/settings-file'
import type { Clock } from '../../domain/time/clock'
import { slotOf } from '../../domain/time/slot'

export interface NoticeMissedPorts {
  readonly now: Clock
  readonly settings: Pick<SettingsFile, 'read'>
  readonly ticks: TickFile
  readonly store: MissedStore
}

/**
 * Records each due slot that is over and in which no heartbeat was queued. To be called when a slot is over, and before a
 * heartbeat is sent, which reports them. A slot is noticed by the settings that held when it began, and kept in memory
 * while it cannot be recorded. Slots from before the start are noticed by the settings that were recorded last.
 *
 * @throws StoreUnavailable when they cannot be recorded now
 */
export function createNoticeMissed({ now, settings, ticks, store }: NoticeMissedPorts): () => Promise<void> {
  /** The rules that slots were due by, oldest first. */
  let rules: readonly DueRule[] = []
  /** The newest rule in the store, once that was read. */
  let recorded: DueRule | undefined
  let isRead = false
  /** Slots that are over, and in which perhaps no heartbeat was queued -> reason. */
  const pending = new Map<number, string>()
  let noticedAt: number | undefined
  /** Whether the store may have slots that lie ahead. */
  let isAhead = true
  let turn: Promise<unknown> = Promise.resolve()

  /** Takes up the present rule, and the slots that are over since the last time. */
  async function notice(at: number): Promise<void> {
    const rule = ruleIn(await settings.read())
    const last = rules.at(-1)
    if (rule !== undefined && rule.frequency !== last?.frequency)
      rules = [...rules, { ...rule, since: Math.max(rule.since, noticedAt ?? 0) }]
    rules = rules.map(rule => inForce(rule, at))
    await takeUp(slotOf(noticedAt ?? at), slotOf(at))
    isAhead ||= at < (noticedAt ?? at)
    noticedAt = at
  }

  /** Continues the rules that another run of the program recorded, and takes up the slots since then. */
  async function readStore(at: number): Promise<void> {
    recorded = await store.rule()
    const [first, ...later] = rules
    if (recorded === undefined) {
      // Before the first start nothing was due.
      if (first !== undefined) rules = [{ ...first, since: Math.max(first.since, at) }, ...later]
    } else if (first === undefined || first.frequency === recorded.frequency) rules = [recorded, ...later]
    // A file that was copied keeps an older time of change.
    else rules = [recorded, { ...first, since: first.since > recorded.since ? first.since : at }, ...later]
    rules = rules.map(rule => inForce(rule, at))
    isRead = true
    await takeUp(0, slotOf(at))
  }

  async function takeUp(from: number, to: number): Promise<void> {
    const slots = dueUnder(rules, from, to).slice(-HEARTBEATS_KEPT)
    const fresh = slots.filter(slot => !pending.has(slot))
    if (fresh.length === 0) return
    const tick = await ticks.read()
    for (const slot of fresh) pending.set(slot, missedReason(slot, tick))
  }

  async function record(at: number): Promise<void> {
    const slots = [...pending].map(([slot, reason]) => ({ slot, reason }))
    const newest = rules.at(-1)
    const isChanged = newest?.frequency !== recorded?.frequency
    if (slots.length === 0 && !isChanged && !isAhead) return
    await store.add(slots, isChanged ? newest : undefined, slotOf(at))
    recorded = newest
    isAhead = false
    for (const { slot } of slots) pending.delete(slot)
  }

  async function run(): Promise<void> {
    const at = now()
    await notice(at)
    if (!isRead) await readStore(at)
    await record(at)
  }

  return () => {
    const mine = turn.then(run)
    turn = mine.catch(() => {})
    return mine
  }
}

/** A rule that is known holds from now on, though its time lies ahead: the clock was set back, or the file is another machine's. */
function inForce(rule: DueRule, now: number): DueRule {
  return { ...rule, since: Math.min(rule.since, now) }
}

/** The rule of the present settings; undefined while they cannot be used. */
function ruleIn(reading: Reading): DueRule | undefined {
  const monitoring = usable(reading, 'monitoring')
  if (monitoring === undefined || reading.kind === 'unreadable') return undefined
  return { frequency: monitoring.frequency, since: reading.changedAt }
}
