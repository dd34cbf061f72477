/** Whether this machine has network namespaces for these tests. Where it has none, they are skipped, aloud. */
import { spawnSync } from 'node:child_process'

let known: boolean | undefined

export function canOpenNetworks(): boolean {
  known ??= tried()
  return known
}

function tried(): boolean {
  const name = `probe-${process.pid}`
  const { status, stderr, error } = spawnSync('ip', ['netns', 'add', name], { encoding: 'utf8' })
  if (status === 0) spawnSync('ip', ['netns', 'delete', name])
  else console.log(`  SKIPPED: no network namespaces here: ${error?.message ?? stderr.trim()}`)
  return status === 0
}
