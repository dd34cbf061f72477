import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ReadCopy } from '../../../src/domain/appliance/ports'
import { openBackupStore } from '../../../src/io/appliance/backup-store'
import { openSchedules } from '../../../src/io/watch/schedules'
import { restoreBackup } from '../../../src/operations/appliance/restore-backup'
import { shareRedis } from '../../support/shared-redis'
import { openWeb, type TestWeb } from '../../support/web'

const redis = await shareRedis()
const LOST_AT = Date.UTC(2026, 10, 20, 12)

let web: TestWeb
beforeEach(async () => {
  web = await openWeb({ redis: redis.target })
})
afterEach(async () => await web.close())

const words = (html: string) => html.replace(/<head>[\s\S]*<\/head>|<[^>]*>/g, ' ').replace(/\s+/g, ' ')
const NO_COPY: ReadCopy = { kept: undefined, copy: 'none', damage: [] }

async function lose(now = LOST_AT): Promise<void> {
  const store = openBackupStore(redis.admin, openSchedules())
  await restoreBackup(NO_COPY, { store, isAlone: true, damage: ['The card was damaged.'], now })
}

describe('a loss of data', () => {
  it.each(['/', '/monitoring', '/checks'])('stands on %s until the owner has acknowledged it', async path => {
    await lose()
    const admin = await web.admin()
    const shown = words((await admin.get(path).set('Accept', 'text/html')).text)
    expect(shown).toContain('Data were lost. The card was damaged. Lost are the history of heartbeats')
    expect(shown).toContain('There was no copy of checks, channels and API keys')
    const { status, headers } = await admin
      .post('/losses/seen')
      .type('form')
      .send({ at: `${LOST_AT}` })
    expect([status, headers.location]).toEqual([303, '/'])
    expect(words((await admin.get(path).set('Accept', 'text/html')).text)).not.toContain('Data were lost')
  })

  it('is not acknowledged by the page of an earlier one, nor without a log-in', async () => {
    await lose(LOST_AT + 1)
    const admin = await web.admin()
    await admin
      .post('/losses/seen')
      .type('form')
      .send({ at: `${LOST_AT}` })
    const { status } = await web
      .visitor()
      .post('/losses/seen')
      .type('form')
      .send({ at: `${LOST_AT + 1}` })
    expect(status).not.toBe(200)
    expect(words((await admin.get('/').set('Accept', 'text/html')).text)).toContain('Data were lost')
  })

  it('is forgotten after 30 days', async () => {
    await lose()
    expect(await redis.admin.ttl('{intvlm8r}:backup:loss')).toBe(30 * 86_400)
  })
})

describe('a copy that cannot be written', () => {
  it('is named with its reason', async () => {
    await writeFile(join(web.where.runtime, 'backup-trouble'), 'the disk is full')
    const { text } = await (await web.admin()).get('/monitoring').set('Accept', 'text/html')
    expect(words(text)).toContain(
      'The copy of checks, channels and API keys cannot be written. The reason: the disk is full. It is tried again by itself.',
    )
  })
})

describe('the support bundle', () => {
  it('has nothing of the copy', async () => {
    await writeFile(join(web.where.home, 'backup.json'), '{"channels": [{"topic": "goat-2718"}]}')
    const { text } = await (await web.admin()).get('/system/support')
    expect(text).toContain('Support bundle of')
    expect(text).not.toContain('goat-2718')
  })
})
