/** The live memory of a Node program. */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { vi } from 'vitest'
import type { Machine } from './machine'

/** NODE_OPTIONS of a program that can write snapshots into the folder. */
export const heapOptions = (folder: string) => `--heapsnapshot-signal=SIGUSR2 --diagnostic-dir=${folder}`

/**
 * The live kilobytes in a snapshot of the heap, which collects all garbage first. The resident size shows nothing of them:
 * V8 takes its time with the garbage as long as it has room.
 */
export async function liveHeap(machine: Machine, name: 'web' | 'worker'): Promise<number> {
  const { pid } = machine.process(name)
  await machine.signal(name, 'SIGUSR2')
  const read = () => {
    const file = readdirSync(machine.runtime).find(
      file => file.startsWith('Heap.') && file.includes(`.${pid}.`),
    )
    if (file === undefined) return undefined
    const text = readFileSync(join(machine.runtime, file), 'utf8')
    if (!text.trimEnd().endsWith('}')) return undefined // It is still being written.
    rmSync(join(machine.runtime, file))
    return text
  }
  const { snapshot, nodes } = JSON.parse(await vi.waitUntil(read, { timeout: 60_000, interval: 200 }))
  const fields: string[] = snapshot.meta.node_fields
  const size = fields.indexOf('self_size')
  let bytes = 0
  for (let node = 0; node < nodes.length; node += fields.length) bytes += nodes[node + size]
  return Math.round(bytes / 1000)
}
