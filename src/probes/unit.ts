/** unit: a unit of systemd is active, or its last run succeeded. */

import type { Look, Prober } from '../domain/probes/look'
import { formatDuration, parseDuration } from '../domain/time/duration'

const PROPERTIES = 'LoadState,ActiveState,SubState,Result,ExecMainStatus,ExecMainExitTimestamp'

export const unit: Prober = async (
  { target, settings: { state = '', within = '' }, now, signal },
  { run },
) => {
  const name = target.includes('.') ? target : `${target}.service`
  const command = ['systemctl', 'show', '--timestamp=unix', '-p', PROPERTIES, '--', name] as const
  const end = await run(command, { signal })
  if ('reason' in end) return { answer: 'blind', detail: end.reason }
  if (end.kind === 'killed') return { answer: 'blind', detail: 'systemd did not answer in time' }
  if (end.code !== 0) {
    const words = end.stderr.trim().split('\n').at(-1) || `exit code ${end.code}`
    return { answer: 'blind', detail: `systemd could not be asked: ${words}` }
  }
  const seen = shownOf(name, end.stdout)
  if (seen.load !== 'loaded') return unloaded(seen)
  return state === 'succeeded' ? lastRun(seen, now, parseDuration(within)) : running(seen)
}

type Shown = ReturnType<typeof shownOf>

/** Lines of `systemctl show`: `LoadState=loaded`. */
function shownOf(name: string, text: string) {
  const values = new Map(text.split('\n').map(line => line.split(/=(.*)/s).slice(0, 2) as [string, string]))
  return {
    name,
    load: values.get('LoadState') ?? '',
    active: values.get('ActiveState') ?? '',
    sub: values.get('SubState') ?? '',
    result: values.get('Result') ?? '',
    status: values.get('ExecMainStatus') ?? '',
    ended: values.get('ExecMainExitTimestamp') ?? '',
  }
}

/** A unit that does not exist shows `Result=success`, and is no success. */
function unloaded({ name, load }: Shown): Look {
  if (load === 'not-found') return { answer: 'failure', detail: `there is no unit ${name}` }
  if (load === '') return { answer: 'blind', detail: `systemd says nothing of ${name}` }
  return { answer: 'failure', detail: `${name} cannot be used: it is ${load}` }
}

function running({ name, active, sub, result, status }: Shown): Look {
  if (active === 'active' || active === 'reloading')
    return { answer: 'success', detail: `${name} is active (${sub})` }
  if (active === 'activating' && !sub.startsWith('auto-restart'))
    return { answer: 'blind', detail: `${name} is being started` }
  return { answer: 'failure', detail: withWhy(`${name} is ${active} (${sub})`, result, status) }
}

/** Systemd remembers the last run of a unit since the boot, while something such as a timer keeps the unit loaded. */
function lastRun(
  { name, active, sub, result, status, ended }: Shown,
  now: number,
  within: number | undefined,
): Look {
  if (active === 'failed' || (result !== '' && result !== 'success'))
    return { answer: 'failure', detail: withWhy(`the last run of ${name} failed`, result, status) }
  // The substate shows that the run of a unit that stays active after it (RemainAfterExit) is over.
  if (active === 'activating' || (active === 'active' && sub !== 'exited'))
    return { answer: 'blind', detail: `${name} runs, and how it ends is not known yet` }
  const at = Number(/^@(\d+)/.exec(ended)?.[1] ?? 0) * 1000
  if (at === 0) return { answer: 'blind', detail: `systemd remembers no run of ${name}` }
  const words = `the last run of ${name} succeeded ${formatDuration(Math.max(0, now - at))} ago`
  return within !== undefined && now - at > within
    ? { answer: 'failure', detail: `${words}, longer than ${formatDuration(within)}` }
    : { answer: 'success', detail: words }
}

function withWhy(words: string, result: string, status: string): string {
  if (result === '' || result === 'success') return words
  return result === 'exit-code' ? `${words}, with exit code ${status}` : `${words} (${result})`
}
