import type { PlannedAlert } from '../../src/domain/alerts/alert'
import type { Channel } from '../../src/domain/alerts/channel'
import { type Escalation, NO_ESCALATION } from '../../src/domain/alerts/escalation'
import type { AlertStore, ChannelPrograms, Channels, ListWindows } from '../../src/domain/alerts/ports'
import { planOf } from '../../src/domain/watch/check-plan'
import type { Outbox } from '../../src/domain/watch/outbox'
import type { CheckPlan } from '../../src/domain/watch/plan-fields'
import type { CheckStore } from '../../src/domain/watch/ports'
import type { SignalKind } from '../../src/domain/watch/signal'
import { openAlertStore } from '../../src/io/alerts/alert-store'
import { type ChannelQueues, openChannelQueues } from '../../src/io/alerts/channel-queues'
import { openChannelStore } from '../../src/io/alerts/channel-store'
import { openSharedIncidents } from '../../src/io/alerts/shared-incidents'
import { createHttpClient } from '../../src/io/net/http-client'
import { connectWorker, type RedisTarget, untilReady } from '../../src/io/redis/client'
import { openCheckStore } from '../../src/io/watch/check-store'
import { openMailLoops } from '../../src/io/watch/mail-loops'
import { openOutboxes } from '../../src/io/watch/outboxes'
import { openScheduleWords } from '../../src/io/watch/schedule-words'
import { openSchedules } from '../../src/io/watch/schedules'
import { NOTIFIERS } from '../../src/notifiers/index'
import { drawVapidKeys } from '../../src/notifiers/web-push'
import { createDeliverAlert } from '../../src/operations/alerts/deliver-alert'
import { createRouteFlips } from '../../src/operations/alerts/route-flips'

export interface AlertingOptions {
  readonly channels: readonly Channel[]
  readonly now?: () => number
  readonly deadlineMs?: number
  readonly programs?: ChannelPrograms
  readonly windows?: ListWindows
  readonly escalation?: Escalation
  /** Its Redis may be that of other watches, too. */
  readonly isCommon?: boolean
  readonly lockDuration?: number
  readonly handOverMs?: number
  readonly mayHaveChanged?: () => boolean
  readonly onDefaults?: () => void
  /** Wraps a part, so that a test can count its calls, let them fail, or die in them. */
  readonly around?: <T extends object>(name: string, part: T) => T
}

/** A trigger about no check, so that it holds whatever is remembered. */
export function plannedAt(at: number, id: string, before?: string): PlannedAlert {
  const alert = {
    kind: 'trigger',
    key: id,
    name: id,
    status: 'down',
    tags: [],
    subject: id,
    text: id,
    at,
  } as const
  return {
    id,
    channel: 'hook',
    alert,
    after: before === undefined ? {} : { book: [before] },
    sources: ['book'],
    at,
  }
}

/** The alerts of one worker, real but for the clock. */
export interface Alerting {
  readonly checks: CheckStore
  readonly store: AlertStore
  readonly outbox: Outbox
  readonly queue: ChannelQueues
  readonly errors: Error[]
  /** The log's lines on channels. */
  readonly logged: string[]
  turn(waitMs?: number): Promise<void>
  create(plan: Partial<CheckPlan> & { name: string }): Promise<string>
  signal(id: string, kind: SignalKind): Promise<void>
  /** Puts an alert into its channel's queue, past the policy. */
  plan(...planned: PlannedAlert[]): Promise<void>
  close(): Promise<void>
}

export function openAlerting(target: RedisTarget, options: AlertingOptions): Alerting {
  const {
    channels: list,
    now = Date.now,
    deadlineMs = 5_000,
    lockDuration = 5_000,
    windows = async () => [],
    escalation = NO_ESCALATION,
    handOverMs = 60_000,
  } = options
  const around = options.around ?? (<T extends object>(_name: string, part: T) => part)
  const connections = Array.from({ length: 4 }, () => {
    const connection = connectWorker(target)
    connection.on('error', () => {})
    connection.setMaxListeners(0) // a test may send many commands at once
    return connection
  })
  const [storing, queueing, checking, taking] = connections as [
    (typeof connections)[0],
    (typeof connections)[0],
    (typeof connections)[0],
    (typeof connections)[0],
  ]
  const errors: Error[] = []
  const logged: string[] = []
  const note = (line: unknown) => void logged.push(String(line))
  const onError = (error: Error) => void errors.push(error)
  const channels: Channels = { list: async () => list }
  const store = around('store', openAlertStore(storing))
  const deliver = createDeliverAlert({
    store,
    channels,
    notifiers: NOTIFIERS,
    push: openChannelStore(storing, drawVapidKeys),
    incidents: openSharedIncidents(storing, undefined, options.isCommon),
    http: createHttpClient({ userAgent: 'test', now }),
    programs: options.programs,
    now,
    page: async () => 'http://pi:8080',
    deadlineMs,
    chance: () => 0,
    log: { info: note, warn: note, error: note },
    onError,
  })
  const queues = openChannelQueues(queueing, { deliver, onError, lockDuration })
  const queue = around('queue', queues)
  const checks = openCheckStore(checking, openSchedules())
  const outbox = around('outbox', openOutboxes(taking, handOverMs))
  const turn = createRouteFlips({
    now,
    outbox,
    checks,
    store,
    channels,
    queue,
    mailLoops: openMailLoops(storing),
    scheduleWords: openScheduleWords(),
    windows,
    escalation: async () => escalation,
    ...(options.mayHaveChanged && { mayHaveChanged: options.mayHaveChanged }),
    ...(options.onDefaults && { onDefaults: options.onDefaults }),
  })
  return {
    checks,
    store,
    outbox,
    queue: queues,
    errors,
    logged,
    turn: (waitMs = 1) => turn(waitMs),
    create: async plan => {
      await untilReady(checking)
      const whole = planOf({ channels: list.map(({ name }) => name), ...plan })
      return (await checks.create(whole, 'page', now())).check.id
    },
    signal: async (id, kind) => {
      const recorded = await checks.record({ id }, { kind, at: now(), detail: {} })
      if (recorded.kind !== 'accepted') throw new Error(recorded.kind)
    },
    plan: async (...planned) => {
      await store.commit([], planned)
      await queues.add(planned)
      await queues.serve(list.map(({ name }) => name))
    },
    close: async () => {
      await queues.close()
      for (const connection of connections) connection.disconnect()
    },
  }
}

export function webhookTo(name: string, url: string): Channel {
  return { name, kind: 'webhook', origin: 'page', settings: { url } }
}
