import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { startRedis } from '../../support/redis'
import { plan } from '../../support/watch'
import { openWeb } from '../../support/web'

test('a view that fails gives 500 on its page alone, and the web app goes on', async () => {
  const assets = await mkdtemp(join(tmpdir(), 'intvlm8r-views-'))
  const views = join(assets, 'views')
  await cp(resolve(import.meta.dirname, '../../../views'), views, { recursive: true })
  for (const name of await readdir(views, { recursive: true }))
    if (name.endsWith('.ejs') && !['pages/error.ejs', 'access/login.ejs'].includes(name))
      await writeFile(join(views, name), '<% throw new Error("broken view") %>')
  const redis = await startRedis()
  const web = await openWeb({ redis: redis.target, ports: { assets } })
  try {
    const { check } = await web.ports.checks.create(plan('Backup'), 'page', Date.now())
    const { key } = await web.ports.apiKeys.create('reader', 'read', Date.now())
    await web.ports.channelStore.save({ name: 'phone', kind: 'ntfy', origin: 'page', settings: {} })
    const admin = await web.admin()
    const own = `/checks/${check.id}`
    for (const path of [
      ...['/', '/monitoring', '/system', '/checks', '/checks/new', own, `${own}/edit`, `${own}/delete`],
      ...[
        '/channels',
        '/channels/new',
        '/channels/new?kind=ntfy',
        '/channels/phone/edit',
        '/channels/phone/delete',
      ],
      ...['/keys', `/keys/${key.id}/revoke`],
    ]) {
      const answer = admin.get(path).set('Accept', 'text/html').timeout(5_000)
      expect([path, (await answer).status]).toEqual([path, 500])
    }
    expect((await admin.get('/healthz')).status).toBe(200)
  } finally {
    await web.close()
    await redis.close()
    await rm(assets, { recursive: true, force: true })
  }
})
