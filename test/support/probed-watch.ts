/** The worker's probes and alerts on a real Redis, with a clock that the test sets. */

import { once } from 'node:events'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { parseSettings } from '../../src/config/settings/settings'
import type { MailTools } from '../../src/domain/mail/ports'
import { nextLook } from '../../src/domain/probes/timetable'
import type { Check } from '../../src/domain/watch/check'
import type { LookStore } from '../../src/domain/watch/looks'
import { createHttpClient } from '../../src/io/net/http-client'
import { namesIn } from '../../src/io/redis/keys'
import { openProvisioning } from '../../src/io/watch/provisioning'
import { openSchedules } from '../../src/io/watch/schedules'
import { MAIL_RULES } from '../../src/notifiers/mail-addresses'
import { createRunProbes } from '../../src/operations/probes/run-probes'
import { createSweep } from '../../src/operations/watch/sweep-checks'
import { openLook } from '../../src/wire/probes'
import { NO_PEERS } from '../contracts/prober'
import type { AlertingPlace } from './alerting-test'
import { webhookTo } from './alerts'
import { allChecks } from './all-checks'
import { toolsFor } from './mail'
import { MINUTE, openLooks, openStore, openSweeps } from './watch'

/** Milliseconds after a whole minute, at which every look at the clock's minute has begun. */
const AFTER_LOOKS = 15_000

/** A TCP server that the test takes down and up again, on one port. */
export async function startTarget() {
  let server = createServer(socket => socket.end())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const close = async () => {
    if (!server.listening) return
    server.close()
    await once(server, 'close')
  }
  return {
    port,
    close,
    beUp: async (isUp: boolean) => {
      if (isUp === server.listening) return
      if (!isUp) return await close()
      server = createServer(socket => socket.end())
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
    },
  }
}

/** The appliance's id: it alone looks at what is on its own machine. */
const HERE = 'here:ini'

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(holds, { timeout: 20_000, interval: 5, message: what }).toBe(true)
}

/**
 * @param ini sections of checks, and of channels beside the webhook `hook`; the paths in it are relative to `folder`
 * @param mail the accounts, where checks look at mail
 * @param isSwept whether checks without an answer become blind
 */
export async function openProbedWatch(
  place: AlertingPlace,
  ini: string,
  start: number,
  {
    folder = '/',
    mail = toolsFor(undefined),
    isSwept = false,
  }: { readonly folder?: string; readonly mail?: MailTools; readonly isSwept?: boolean } = {},
) {
  let now = start
  const clock = () => now
  const web = await openStore(place.redis)
  const looks = openLooks(place.redis, HERE)
  if (isSwept) await web.store.listen()
  const sweeps = openSweeps(place.redis, clock)
  const sweep = createSweep({
    store: {
      ...sweeps,
      listening: async () => {
        const known = await sweeps.listening()
        // Redis knows the real clock only.
        return known && { ...known, for: now - start }
      },
    },
    now: clock,
    steady: clock,
    onGap: () => {},
  })
  const parsed = parseSettings(`[Monitoring]\nheartbeatfrequency = Off\n${ini}`, MAIL_RULES)
  if (parsed.kind === 'faulty') throw new Error(JSON.stringify(parsed))
  const { checks: provided, channels } = parsed.settings
  const hook = webhookTo('hook', place.receiver.url)
  const alerting = place.open({ channels: [hook, ...channels], now: clock })
  const provisioning = openProvisioning(web.connection, web.store, openSchedules(), { id: HERE })
  await provisioning.provide(provided, true, start)

  let recorded = 0
  let ended = 0
  const store: LookStore = {
    ...looks,
    record: async (...look) => {
      await looks.record(...look)
      recorded++
    },
    end: async (check, moment) => {
      await looks.end(check, moment)
      ended++
    },
  }
  const errors: Error[] = []
  const probes = createRunProbes({
    store,
    look: openLook(
      {
        http: createHttpClient({ userAgent: 'test', now: Date.now }),
        otherWay: { tunnel: async () => undefined, authorities: async () => undefined },
      },
      { home: folder, ini: join(folder, 'ini'), result: '', runtime: folder },
      {
        jobs: { socket: '', environment: { PATH: process.env.PATH ?? '' } },
        programs: join(dirname(import.meta.dirname), '../src/probes'),
        heartbeats: () => Promise.reject(new Error('this test has no heartbeats')),
        mail,
        peers: NO_PEERS,
      },
    ),
    ownNetwork: {
      watch: () => {},
      forestall: () => undefined,
      judge: async (_check, look) => look,
      end: () => {},
    },
    now: clock,
    onError: error => void errors.push(error),
  })
  const probed = await looks.probed(start)
  probes.watch(probed)

  /** Whether a turn of the alerts would not only wait. */
  const hasWork = async () =>
    (await place.admin.xlen(namesIn({}).watch.outbox)) > 0 ||
    (await alerting.store.dueReviews(now, 1)).length > 0

  return {
    web,
    errors,
    /** Lets whole minutes pass, each with the looks of its beginning and the alerts that follow, until that moment. */
    async pass(end: number, beforeEach: (at: number) => Promise<void> = async () => {}): Promise<void> {
      for (let minute = Math.ceil(now / MINUTE) * MINUTE; minute <= end; minute += MINUTE) {
        const last = now
        now = minute
        await beforeEach(minute)
        now = minute + AFTER_LOOKS
        await until('what has ended is recorded', () => recorded === ended)
        const before = ended
        const isDue = ({ id, probe }: Check) => probe !== undefined && nextLook(probe, id, last) <= now
        probes.turn()
        await until(
          'all looks have ended',
          () => Math.min(recorded, ended) >= before + probed.filter(isDue).length,
        )
        if (isSwept) await sweep.sweep()
        if (await hasWork()) await alerting.turn()
        await until('all alerts are delivered', async () => {
          const ids = (await allChecks(web.store)).map(({ check }) => check.id)
          const records = await Promise.all(ids.map(id => alerting.store.forCheck(id, 50)))
          return records.flat().every(({ state }) => state === 'delivered')
        })
      }
    },
    /** The alerts that arrived, with the minute in which each was decided. */
    alerts(): readonly string[] {
      return place.receiver.requests
        .map(({ body }) => JSON.parse(body) as { kind: string; at: string })
        .map(({ kind, at }) => `${at.slice(11, 16)} ${kind}`)
    },
    async close(): Promise<void> {
      await probes.end()
      await Promise.all([web.store.close(), looks.close(), sweeps.close()])
    },
  }
}
