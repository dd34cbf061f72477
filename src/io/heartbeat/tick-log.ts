import { join } from 'node:path'
import { readText } from '../files/small-file'
import { outputOf } from '../program-output'

/** Returns the ticks' lines of the last day from the journal, or where that cannot be read the one line in heartbeat.log. */
export async function readTickLog(runtime: string): Promise<{ source: string; lines: readonly string[] }> {
  const units = ['intvlm8r-tick.service', 'intvlm8r-boot.service'].flatMap(unit => ['-u', unit])
  const journal = await outputOf('journalctl', [...units, '-n', '300', '-o', 'short-iso', '--no-pager', '-q'])
  if (journal) return { source: 'journalctl', lines: journal.split('\n') }
  const last = await readText(join(runtime, 'heartbeat.log'))
  return { source: 'heartbeat.log (the last tick only)', lines: last ? [last] : [] }
}

/** Returns the state of intvlm8r-tick.timer: `active`, `inactive`, `failed`; undefined where systemd does not have it. */
export async function timerState(): Promise<string | undefined> {
  const properties = ['LoadState', 'ActiveState'].flatMap(name => ['-p', name])
  const text = (await outputOf('systemctl', ['show', ...properties, 'intvlm8r-tick.timer'])) ?? ''
  if (!/^LoadState=loaded$/m.test(text)) return undefined
  return /^ActiveState=(.*)$/m.exec(text)?.[1]
}
