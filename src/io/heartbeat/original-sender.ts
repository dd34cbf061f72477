import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { outputOf } from '../program-output'

/**
 * The INI that the heartbeat of an Intervalometerator on this machine reads; undefined where there is none, or where it
 * is out of service: its timer neither runs nor will after the next boot. Its units are known by the script they run.
 */
export async function originalSenderIni(): Promise<string | undefined> {
  const timer = await show('heartbeat.timer', ['ActiveState', 'UnitFileState'])
  if (timer.ActiveState !== 'active' && timer.UnitFileState !== 'enabled') return undefined
  const { ExecStart = '' } = await show('heartbeat.service', ['ExecStart'])
  const [, script] = /[\s=](\/\S*\/heartbeat\.py)\b/.exec(ExecStart) ?? []
  if (script === undefined) return undefined
  const ini = join(dirname(script), 'intvlm8r.ini')
  return isMissing(ini) ? undefined : ini
}

/** Without its INI the script ends at once. */
function isMissing(path: string): boolean {
  try {
    statSync(path)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}

/** Properties of a unit; none where systemd does not run. */
async function show(unit: string, properties: readonly string[]): Promise<Record<string, string>> {
  const names = properties.flatMap(name => ['-p', name])
  const text = (await outputOf('systemctl', ['show', ...names, unit])) ?? ''
  return Object.fromEntries(text.split('\n').map(line => line.split(/=(.*)/s, 2)))
}
