import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { startReceiver } from '../support/receiver'
import { startRedis } from '../support/redis'
import { openStore, signal } from '../support/watch'

it('a worker whose INI became faulty says where, and still tells by the old one who is down', async () => {
  const redis = await startRedis()
  const receiver = await startReceiver()
  const ini = join(redis.home, 'intvlm8r.ini')
  const good = `[Monitoring]
heartbeatfrequency = Off
[channel.hook]
kind = webhook
url = ${receiver.url}
[check.backup]
period = 1s
grace = 0s
channels = hook
`
  await writeFile(ini, good)
  const program = join(import.meta.dirname, '../../dist/bin/worker.js')
  const env = { PATH: process.env.PATH, INTVLM8R_HOME: redis.home }
  const worker = spawn(process.execPath, [program], { env })
  const lines: string[] = []
  createInterface({ input: worker.stdout }).on('line', line => lines.push(line))
  const { store } = await openStore(redis)
  try {
    await store.listen()
    const backup = async () => (await store.findBySlug('backup'))[0]?.check.id ?? ''
    await expect.poll(backup).not.toBe('')
    await writeFile(ini, good.replace('webhook', 'pigeon').replace('1s', 'soon'))
    await expect.poll(() => lines.join('\n')).toContain('[channel.hook] kind: has to be')
    expect(lines.join('\n')).toContain('[check.backup] period: \\"soon\\" is not a span')
    await store.record({ id: await backup() }, signal('success', Date.now()))
    expect(JSON.parse((await receiver.nextRequest()).body)).toMatchObject({ subject: '[DOWN] backup' })
  } finally {
    worker.kill('SIGTERM')
    await once(worker, 'exit')
    await Promise.all([store.close(), receiver.close()])
    await redis.close()
  }
})
