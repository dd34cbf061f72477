export const BLOCK_BYTES = 4_096

/** As many as a form of the longest kind, of sixteen clients. */
const MOST_KEPT = 4_096

/**
 * Memory for bodies that are being read, in blocks that are used again: memory outside of the heap that is thrown away
 * stays taken until the garbage collector runs, which is late.
 */
export interface Blocks {
  take(): Buffer
  giveBack(blocks: readonly Buffer[]): void
}

export function createBlocks(): Blocks {
  const free: Buffer[] = []
  return {
    take: () => free.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES),
    giveBack: blocks => {
      free.push(...blocks.slice(0, MOST_KEPT - free.length))
    },
  }
}
