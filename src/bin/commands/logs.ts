import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readTickLog } from '../../io/heartbeat/tick-log'
import { openAppliance } from './context'
import { print } from './print'

const PARTS = ['redis', 'web', 'worker', 'zmq', 'tick', 'boot']

/** Prints the journal of the appliance's units where systemd runs them, otherwise the line of the last tick. */
export async function logs(follow: boolean): Promise<number> {
  if (spawnSync('systemctl', ['cat', 'intvlm8r-web.service'], { stdio: 'ignore' }).status === 0) {
    const units = PARTS.flatMap(part => ['-u', `intvlm8r-${part}.service`])
    const more = follow ? ['--follow'] : ['--no-pager']
    const journal = spawn('journalctl', [...units, '-n', '100', ...more], { stdio: 'inherit' })
    const [code] = await once(journal, 'exit')
    return Number(code ?? 1)
  }
  const { where } = await openAppliance()
  const { source, lines } = await readTickLog(where.runtime)
  for (const line of lines) print(line)
  print(`(from ${source}; the web app and the worker print theirs where \`npm start\` runs)`)
  return 0
}
