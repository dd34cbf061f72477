/** In a Cluster a script may use the keys that are named before it runs, and no others. Here each script is watched for that. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { openAlertStore } from '../../../src/io/alerts/alert-store'
import { openBackupStore } from '../../../src/io/appliance/backup-store'
import { connectWorker, type Redis } from '../../../src/io/redis/client'
import { openOutboxes } from '../../../src/io/watch/outboxes'
import { openSchedules } from '../../../src/io/watch/schedules'
import { shareRedis } from '../../support/shared-redis'
import { MINUTE, openStore, openSweeps, plan, START, signal } from '../../support/watch'

/** Stands before each script, and fails its commands on other keys. */
const WATCH = `
local server = redis
local declared = {}
for _, key in ipairs(KEYS) do declared[key] = true end
local keyless = { INFO = true, TIME = true, PUBLISH = true }
local function watched(call)
  return function(name, ...)
    local keys = {...}
    if not keyless[name] then
      for at = 1, name == 'DEL' and #keys or 1 do
        local key = keys[name == 'XINFO' and 2 or at]
        if not declared[key] then error('UNDECLARED ' .. name .. ' ' .. tostring(key)) end
      end
    end
    return call(name, ...)
  end
end
local redis = setmetatable({ call = watched(server.call), pcall = watched(server.pcall) }, { __index = server })
`

/** The files of scripts with their texts. */
const SOURCES = join(import.meta.dirname, '../../../src/io')
const FILES = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.lua'))
  .map(path => ({
    file: basename(path),
    text: readFileSync(join(SOURCES, path), 'utf8'),
  }))

/** The set of the files of the scripts that ran. */
const RAN = 'scripts that ran'

const watched = (lua: string) => {
  const { file } = FILES.find(({ text }) => lua.endsWith(text))!
  return `redis.call('SADD', '${RAN}', '${file}')\n${WATCH}${lua}`
}

/** Watches the scripts of all connections like this one, until the test ends. */
function watchScripts(connection: Redis): void {
  const commands = Object.getPrototypeOf(connection) as Pick<Redis, 'defineCommand'>
  const define = commands.defineCommand
  const spy = vi.spyOn(commands, 'defineCommand').mockImplementation(function (this: Redis, name, { lua }) {
    define.call(this, name, { lua: watched(lua) })
  })
  onTestFinished(() => spy.mockRestore())
}

const redis = await shareRedis()

it('of all that happens to checks, alerts and copies, nothing needs a key that is not named', async () => {
  const worker = connectWorker(redis.target)
  watchScripts(worker)
  const { store, connection } = await openStore(redis)
  onTestFinished(() => store.close())
  await store.listen()
  const made = await store.create(plan('nas', { channels: ['hook'] }), 'page', START)
  const { id } = made.check
  await store.record({ id }, signal('success', START, { body: 'all right' }))
  await store.record({ id }, signal('fail', START + 1, { body: 'not so' }))
  await store.update(id, { name: 'other', slug: 'other' }, START + 2)
  for (const slug of ['one', 'two', 'three'])
    await store.createForSlug(plan(slug, { slug }), START + 3, { waits: true, from: '10.0.0.0' })
  const later = START + 3 * 24 * 60 * MINUTE
  await store.createForSlug(plan('four', { slug: 'four' }), later, { waits: true, from: '10.0.0.0' })
  const [waiting] = await store.waiting()
  if (waiting) await store.adopt(waiting.check.id, {}, later)

  const sweeps = openSweeps(redis, () => later)
  onTestFinished(() => sweeps.close())
  await sweeps.listening()
  await sweeps.markAlive(later)
  await sweeps.grantAmnesty({ from: START, to: later }, true)
  await sweeps.lapse(await sweeps.due(later, 10), later)

  const alerts = openAlertStore(connection)
  const outbox = openOutboxes(worker)
  onTestFinished(() => outbox.close())
  expect((await outbox.take(100, 10)).length).toBeGreaterThan(0)
  expect(await alerts.commit([], [])).toBe(true)
  const backups = openBackupStore(connection, openSchedules())
  await backups.rest()
  for await (const checks of backups.checks()) expect(checks.length).toBeGreaterThan(0)
  expect(await store.remove(id)).toBe('removed')
  expect(await worker.smembers(RAN)).toEqual(
    expect.arrayContaining([
      'commit.lua',
      'end-deaf-span.lua',
      'forget-consumers.lua',
      'mark-alive.lua',
      'read-backup.lua',
      'remove-check.lua',
      'renew-listening.lua',
      'save-plan.lua',
      'save-states.lua',
      'scan-ids.lua',
    ]),
  )
})
