/** The ways between the parties: each with a delay and a loss of its own, and cut as often as somebody cuts it. */
import type { Cut } from '../judge/history'
import type { Switch, Way } from '../support/network-switch'

/** The outside's addresses, in their order: the gateway, the senders, the services. */
export const OUTSIDE = ['gateway', 'senders', 'channels'] as const

export interface Ways {
  /** Until the returned function is called, nothing gets from one to the other; without any error. */
  cut(source: string, target: string): () => void
  /** All cuts so far. */
  cuts(): readonly Cut[]
}

export function openWays(network: Switch, random: () => number): Ways {
  const parties = new Map([
    ...Object.entries(network.sites).map(([name, { address }]) => [name, address] as const),
    ...OUTSIDE.map((name, index) => [name, network.outside[index] ?? ''] as const),
  ])
  const plain = new Map<string, Way>()
  const open = new Map<string, number>()
  const over: Cut[] = []
  const current = new Set<Omit<Cut, 'to'>>()
  const set = (source: string, target: string, way: Way) =>
    network.way(parties.get(source) ?? '', parties.get(target) ?? '', way)

  for (const source of parties.keys())
    for (const target of parties.keys()) {
      // Sites far from each other, one lossy way in four.
      const way = { delay: 2 + random() * 40, jitter: random() * 5, loss: random() < 0.25 ? 0.02 : 0 }
      plain.set(`${source} ${target}`, way)
      set(source, target, way)
    }

  return {
    cut: (source, target) => {
      const name = `${source} ${target}`
      const cut = { source, target, from: Date.now() }
      current.add(cut)
      open.set(name, (open.get(name) ?? 0) + 1)
      set(source, target, { cut: true })
      return () => {
        if (!current.delete(cut)) return
        const left = (open.get(name) ?? 1) - 1
        open.set(name, left)
        if (left === 0) set(source, target, plain.get(name) ?? {})
        over.push({ ...cut, to: Date.now() })
      }
    },
    cuts: () => [...over, ...[...current].map(cut => ({ ...cut, to: Number.POSITIVE_INFINITY }))],
  }
}
