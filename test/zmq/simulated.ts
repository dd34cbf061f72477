/** Expected events, sockets, store and sweep on a clock that the test sets, with real senders and a real Redis. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { expectedEvents } from '../../src/config/watch/expected-file'
import { fileFaultText } from '../../src/domain/files/followed-file'
import { readFollowed } from '../../src/io/files/followed-files'
import { connectWorker } from '../../src/io/redis/client'
import { openCheckStore } from '../../src/io/watch/check-store'
import { openProvisioning } from '../../src/io/watch/provisioning'
import { openSchedules } from '../../src/io/watch/schedules'
import { loadZmq } from '../../src/io/watch/zmq-library'
import { openSockets } from '../../src/io/watch/zmq-sockets'
import { createBacklog } from '../../src/operations/watch/message-backlog'
import { createProvideFromFiles } from '../../src/operations/watch/provide-checks'
import { createSweep } from '../../src/operations/watch/sweep-checks'
import { createTakeMessages } from '../../src/operations/watch/take-messages'
import { openMessages } from '../../src/wire/watch'
import { allChecks } from '../support/all-checks'
import { freePort } from '../support/port'
import { startRedis } from '../support/redis'
import { openStore, openSweeps } from '../support/watch'
import { frames, PATIENCE, push } from './receiver'

const SILENT = { info() {}, warn() {}, error() {} }
/** A sweep that comes later has missed something. */
const STEP_MS = 120_000

/** @param files their names and contents */
export async function simulate(start: string, files: Readonly<Record<string, unknown>>) {
  const began = Date.parse(start)
  let now = began
  const clock = () => now
  const redis = await startRedis()
  const { store } = await openStore(redis)
  const folder = await mkdtemp(join(tmpdir(), 'intvlm8r-expected-'))
  for (const [name, content] of Object.entries(files))
    await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  const read = () => expectedEvents(readFollowed([join(folder, '*.json')]))
  const faults = () => read().faults.map(fault => fileFaultText(fault).replace(`${folder}/`, ''))

  const storing = connectWorker(redis.target)
  const providing = openCheckStore(storing, openSchedules())
  const provide = createProvideFromFiles({
    what: 'the expected events',
    read: async () => ({ checks: read().checks, complete: read().faults.length === 0 }),
    provisioning: openProvisioning(storing, providing, openSchedules(), { id: 'one:expected' }, 'file'),
    channels: { list: async () => [] },
    now: clock,
    onTrouble: reason => {
      throw new Error(reason)
    },
  })
  await provide()

  const messages = openMessages(redis.target, { id: 'one' }, SILENT, clock)
  const port = await freePort()
  const backlog = createBacklog({
    record: (id, signal) => messages.store.record({ id }, signal),
    onFailure: error => {
      throw error
    },
  })
  const sockets = openSockets({
    zmq: await loadZmq(),
    settings: {
      bind: [`tcp://127.0.0.1:${port}`],
      bindsub: [],
      connect: [],
      publish: [],
      create: 'off',
      word: '',
      curve: 'off',
    },
    keys: () => undefined,
    take: createTakeMessages({ now: clock, jobs: messages.jobs, backlog, counts: messages.counts, word: '' }),
    room: () => undefined,
    until: messages.jobs.ready(),
    onTrouble: reason => {
      throw new Error(reason)
    },
  })
  await sockets.begun

  const sweeps = openSweeps(redis, clock)
  const listening = async () => ({
    for: now - began,
    unconfirmedFor: 0,
    serverTime: now,
    doubtful: new Map<never, never>(),
  })
  const sweep = createSweep({
    store: {
      ...sweeps,
      listening,
      messages: { ...sweeps.messages, listening, isInUse: async () => true },
    },
    now: clock,
    steady: clock,
    onGap: gap => {
      throw new Error(`a gap in a day without one: ${JSON.stringify(gap)}`)
    },
  })
  await sweep.sweep()

  /** By its name, which its file or its sender and event make. */
  async function find(name: string) {
    const found = (await allChecks(store)).find(({ check }) => check.name === name)
    if (found === undefined) throw new Error(`there is no check ${name}`)
    return found
  }

  return {
    faults,
    provide,
    names: async () => (await allChecks(store)).map(({ check }) => check.name).sort(),
    find,
    /** Flips as `to MM-DDTHH:MM reason` with the date, oldest first. */
    flips: async (name: string) =>
      (await store.flips((await find(name)).check.id))
        .map(({ to, at, reason }) => `${to} ${new Date(at).toISOString().slice(5, 16)} ${reason}`)
        .reverse(),
    /** Lets time pass, and sweeps every two minutes of it. */
    async until(moment: string): Promise<void> {
      const end = Date.parse(moment)
      while (now < end) {
        now = Math.min((Math.floor(now / STEP_MS) + 1) * STEP_MS, end)
        await sweep.sweep()
      }
    },
    /** A script of a client sends one message, which is waited for. */
    async send(type: string, sender: string, event: string, text = ''): Promise<void> {
      const before = await signals()
      await push(port, frames(type, sender, event, text))
      await vi.waitFor(async () => {
        if ((await signals()) === before) throw new Error(`${type} of ${sender} did not arrive`)
        await backlog.empty()
      }, PATIENCE)
    },
    async close(): Promise<void> {
      await sockets.close()
      await backlog.empty()
      await messages.counts.close()
      await Promise.all([messages.close(), sweeps.close(), providing.close(), store.close()])
      await redis.close()
      await rm(folder, { recursive: true })
    },
  }

  async function signals(): Promise<number> {
    return (await allChecks(store)).reduce((sum, { state }) => sum + state.signals, 0)
  }
}
