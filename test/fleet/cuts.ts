/** Packets that are dropped between two servers of this machine, which have an address each. Takes root. */
import { spawnSync } from 'node:child_process'

/** Drops all packets between the two, in both directions and without any error. Returns what ends it. */
export function cut(one: string, other: string): () => void {
  const rules = [
    ['-s', one, '-d', other],
    ['-s', other, '-d', one],
  ]
  for (const rule of rules) iptables('-I', rule)
  return () => {
    for (const rule of rules) iptables('-D', rule)
  }
}

/** @throws Error with the message of iptables(8) */
function iptables(how: '-I' | '-D', rule: readonly string[]): void {
  const { status, stderr } = spawnSync('iptables', ['-w', how, 'OUTPUT', ...rule, '-j', 'DROP'], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`iptables ${how} ${rule.join(' ')}: ${stderr}`)
}
