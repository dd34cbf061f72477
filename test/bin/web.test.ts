import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freePort } from '../support/port'

const PASSWORD = 'zwölf graue Gänse'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'intvlm8r-web-'))
})
afterEach(async () => await rm(home, { recursive: true, force: true }))

test('with INTVLM8R_PASSWORD the very first request of a first start can log in, and /proc does not show it', async () => {
  const port = await freePort()
  const ini = `[Monitoring]\nheartbeatfrequency = Off\n[Web]\nhost = 127.0.0.1\nport = ${port}\n`
  await writeFile(join(home, 'intvlm8r.ini'), ini)
  const env = { ...process.env, INTVLM8R_HOME: home, INTVLM8R_PASSWORD: PASSWORD }
  const web = fork(resolve(import.meta.dirname, '../../dist/bin/web.js'), { env, silent: true })
  try {
    const { status } = await firstAnswer(`http://127.0.0.1:${port}/login`)
    expect(status).toBe(303)
    expect(await readFile(`/proc/${web.pid}/environ`, 'utf8')).toContain(`INTVLM8R_HOME=${home}`)
    expect(await readFile(`/proc/${web.pid}/environ`, 'utf8')).not.toContain(PASSWORD)
  } finally {
    web.kill('SIGKILL')
    await once(web, 'exit')
  }
})

/** Sends requests until something listens. */
async function firstAnswer(url: string): Promise<Response> {
  for (;;) {
    try {
      const body = new URLSearchParams({ username: 'admin', password: PASSWORD })
      return await fetch(url, { method: 'POST', body, redirect: 'manual' })
    } catch {
      await new Promise(done => setImmediate(done))
    }
  }
}
