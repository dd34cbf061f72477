import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { folderWith } from '../../support/folder'
import { startRedis } from '../../support/redis'
import { CHECKLIST, ETL, SERVICE } from '../../support/robopager'
import { INI, openWeb } from '../../support/web'

it('the account and the channels of a checklist are shown as such, are changed there alone, and show no key', async () => {
  const redis = await startRedis()
  const folder = await folderWith({ 'checklist.yaml': CHECKLIST, 'etl.cfg': ETL })
  const list = `[Checklist]\nfile = ${join(folder, 'checklist.yaml')}\n`
  const web = await openWeb({ redis: redis.target, ini: INI + list })
  onTestFinished(async () => {
    await web.close()
    await redis.close()
  })
  const admin = await web.admin()
  const get = async (path: string) => await admin.get(path).set('Accept', 'text/html')
  const accounts = (await get('/accounts')).text
  expect(accounts).toMatch(/robopager[\s\S]*reads · from the checklist, and changed there/)
  const channels = (await get('/channels')).text
  expect(channels).toMatch(/robopager-start[\s\S]*from the checklist, and changed there/)
  const change = await get('/channels/robopager-start/edit')
  expect([change.status, change.text]).toEqual([403, expect.stringContaining('in the checklist')])
  for (const secret of [SERVICE, 'y'.repeat(32), 's3cret#1'])
    expect(accounts + channels + change.text).not.toContain(secret)
})
