import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { folderWith } from '../support/folder'

const ROOT = resolve(import.meta.dirname, '../..')

it('intvlm8r logs shows the journal of every service of both packages, but for those of single jobs', async () => {
  const folder = await folderWith()
  const programs = join(folder, 'bin')
  await mkdir(programs)
  // A machine with systemd, whose journal has the words with which it is asked.
  for (const [name, script] of Object.entries({ systemctl: 'exit', journalctl: 'echo "$@"' }))
    await writeFile(join(programs, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  const services = ['deploy/systemd', 'deploy/zmq']
    .flatMap(place => readdirSync(join(ROOT, place)))
    .filter(name => /^[\w-]+\.service$/.test(name))
  const output = execFileSync(process.execPath, [join(ROOT, 'dist/bin/intvlm8r.js'), 'logs'], {
    env: { PATH: programs, INTVLM8R_HOME: folder },
    encoding: 'utf8',
  })
  expect([...output.matchAll(/-u (\S+)/g)].map(([, unit]) => unit).sort()).toEqual(services.sort())
  expect(services).toContain('intvlm8r-zmq.service')
  expect(output).toMatch(/ -n 100 --no-pager\n$/)
})
