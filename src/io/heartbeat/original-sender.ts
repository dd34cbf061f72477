import { execFile } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const PATIENCE_MS = 1_500

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
  try {
    const asked = properties.flatMap(name => ['-p', name])
    const { stdout } = await promisify(execFile)('systemctl', ['show', ...asked, unit], {
      timeout: PATIENCE_MS,
      killSignal: 'SIGKILL',
    })
    return Object.fromEntries(stdout.split('\n').map(line => line.split(/=(.*)/s, 2)))
  } catch {
    return {}
  }
}
