import { join } from 'node:path'
import type { TimerReader } from '../../domain/heartbeat/ports'
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

/** The timer's state holds for so long: a page that renews itself starts no program each time. */
const TIMER_HOLDS_MS = 10_000

/** Reads the state of intvlm8r-tick.timer. */
export function openTimer(): TimerReader {
  let known: { readonly at: number; readonly state: Promise<string | undefined> } | undefined
  return async () => {
    if (known === undefined || performance.now() - known.at > TIMER_HOLDS_MS)
      known = { at: performance.now(), state: timerState() }
    return await known.state
  }
}

async function timerState(): Promise<string | undefined> {
  const properties = ['LoadState', 'ActiveState', 'UnitFileState'].flatMap(name => ['-p', name])
  return timerStateIn((await outputOf('systemctl', ['show', ...properties, 'intvlm8r-tick.timer'])) ?? '')
}

/** The state in the output of `systemctl show`; see `TimerReader`. */
export function timerStateIn(text: string): string | undefined {
  const field = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1]
  if (field('LoadState') === 'masked') return 'masked'
  if (field('LoadState') !== 'loaded') return undefined
  const state = field('ActiveState')
  return state === 'active' && field('UnitFileState') === 'disabled' ? 'disabled' : state
}
