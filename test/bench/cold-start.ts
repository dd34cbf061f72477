import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { healthy, type Installed, PASSWORD, type Package } from './installed'
import { median } from './statistics'

/** Milliseconds from the start of `start.js`, as `npm start` runs it, until /healthz answers: median of `runs`. */
export async function coldStart(
  { root }: Package,
  { home, port, node }: Installed,
  runs: number,
): Promise<number> {
  const own = join(home, 'npm-start')
  mkdirSync(own)
  copyFileSync(join(home, 'intvlm8r.ini'), join(own, 'intvlm8r.ini'))
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    const started = performance.now()
    const child = spawn(node, [join(root, 'usr/lib/intvlm8r-heartbeat/bin/start.js')], {
      env: { PATH: process.env.PATH, INTVLM8R_HOME: own, INTVLM8R_PASSWORD: PASSWORD },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    await healthy(port)
    times.push(performance.now() - started)
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  return median(times)
}
