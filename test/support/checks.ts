/** A day in the life of some checks, made through the store as check-ins and the sweep would. */
import { randomUUID } from 'node:crypto'
import type { LookStore } from '../../src/domain/watch/looks'
import type { CheckPlan } from '../../src/domain/watch/plan-fields'
import type { CheckStore, Watched } from '../../src/domain/watch/ports'
import type { SignalDetail, SignalKind } from '../../src/domain/watch/signal'
import type { TestRedis } from './redis'
import { MINUTE, openLooks, openSweeps, plan, signal } from './watch'

const HOUR = 60 * MINUTE

/** Checks of each status and more, as they stand at `now`. */
export async function liveThrough(store: CheckStore, redis: TestRedis, now: number) {
  const make = (name: string, given: Partial<CheckPlan>, age = 40 * 24 * HOUR) =>
    store.create(plan(name, given), 'page', now - age)
  const record = ({ check: { id } }: Watched, kind: SignalKind, before: number, detail: SignalDetail = {}) =>
    store.record({ id }, signal(kind, now - before, detail))
  const sweeps = openSweeps(redis, () => now)
  const passes = async (before: number) => {
    const at = now - before
    await sweeps.lapse(await sweeps.due(at, 1_000), at)
  }

  const backup = await make('Backup of the NAS', {
    tags: ['nas', 'nightly'],
    description: 'Snapshots to the second disk.\nSee the label on the box.',
    schedule: { kind: 'cron', expression: '0 3 * * *', zone: 'Europe/Berlin' },
    grace: HOUR,
    longestRun: 2 * HOUR,
    channels: ['phone', 'duty'],
  })
  const agent = { agent: 'runitor/1.4.1', method: 'POST', from: '192.168.1.20', via: 'healthchecks' }
  for (let day = 9; day >= 2; day--) {
    const rid = randomUUID()
    await record(backup, 'start', day * 24 * HOUR + 12 * MINUTE, { ...agent, rid })
    const failed = day === 6
    const end = { ...agent, rid, exitCode: failed ? 1 : 0, body: failed ? NO_SPACE : 'done\n' }
    await record(backup, failed ? 'fail' : 'success', day * 24 * HOUR, end)
  }
  await passes(24 * HOUR)
  await passes(12 * HOUR)

  const pump = await make('Pump in the cellar', { tags: ['house'], grace: 5 * MINUTE })
  await record(pump, 'success', 12 * MINUTE, { agent: 'curl/8.14.1', method: 'GET', from: '192.168.1.31' })
  const weather = await make('Weather station', { tags: ['house', 'garden'] })
  await record(weather, 'success', 3 * MINUTE)
  const printer = await make('3D printer', { tags: ['workshop'] })
  await record(printer, 'success', HOUR * 200)
  await store.pause(printer.check.id, now - HOUR * 199)
  await passes(0)
  const mail = await make('Mail loop', { tags: ['nightly'] }, HOUR)
  const disk = await make('Disk space of the NAS', { tags: ['nas'] })
  await record(disk, 'success', 2 * MINUTE)
  const door = await make('Web page of the camera', {
    tags: ['house'],
    probe: {
      kind: 'http',
      target: 'https://camera.example.org/health',
      every: MINUTE,
      settings: { contains: 'ready', password: 'hidden', username: 'watch', slow: '500ms' },
    },
  })
  const looks = openLooks(redis)
  await lookForMonths(looks, door.check.id, now)
  await looks.close()
  await sweeps.close()
  return { backup, pump, weather, printer, mail, disk, door }
}

/** 30 days of looks that come out differently each time, the last two without an answer. */
async function lookForMonths(looks: LookStore, id: string, now: number) {
  const begun = now - 30 * 24 * HOUR
  const took = (n: number) => 20 + ((n * 7919) % 180) + (n % 97 === 0 ? 400 : 0)
  for (let n = 0; n < 30 * 24 * 12; n++) {
    const at = begun + n * 5 * MINUTE
    const within = at < now - 24 * HOUR ? 1 : 5
    for (let minute = 0; minute < within && at + minute * MINUTE < now - 2 * MINUTE; minute++) {
      const answer = {
        answer: 'success',
        detail: 'camera.example.org answered 200',
        took: took(n + minute),
      } as const
      await looks.record(id, answer, at + minute * MINUTE)
    }
    if (n % 12 === 11) await looks.flush()
  }
  await looks.record(
    id,
    {
      answer: 'success',
      detail: 'camera.example.org answered 200',
      took: 640,
      warning: 'it took 640 ms, longer than 500ms',
    },
    now - 2 * MINUTE,
  )
  await looks.flush()
  await looks.record(id, { answer: 'blind', detail: 'the name server does not answer' }, now - MINUTE)
}

const NO_SPACE = 'rsync: [receiver] write failed on "/mnt/backup/photos": No space left on device (28)\n'
