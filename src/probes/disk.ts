/** disk: a file system has room for bytes and for files, and takes them. */

import type { StatsFs } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { amountOf, parseAmount, shareWords, sizeWords } from '../domain/probes/amounts'
import type { Look, Prober } from '../domain/probes/look'
import { brokenPath } from './broken-path'
import { hidden, mountOf } from './mounts'

export const disk: Prober = async ({ target, settings: { free = '', inodes = '' } }, tools) => {
  try {
    const mount = await mountOf(target, tools)
    const why = mount && hidden(target, mount)
    if (why !== undefined) return { answer: 'blind', detail: why }
    if (mount?.isReadOnly) return { answer: 'failure', detail: `${target} is mounted read-only` }
    const counts = await tools.callFiles(() => statfs(target))
    return judge(target, counts, free, inodes)
  } catch (error) {
    return brokenPath(error as Error, target)
  }
}

/** `bavail` leaves out what only root may use. Some file systems count neither blocks nor inodes. */
function judge(
  target: string,
  { bavail, bsize, blocks, files, ffree }: StatsFs,
  free: string,
  inodes: string,
): Look {
  const least = { free: parseAmount(free), inodes: parseAmount(inodes) }
  if (blocks === 0) return { answer: 'blind', detail: `the file system of ${target} does not count its room` }
  const room = bavail * bsize
  const words = `${target} has ${sizeWords(room)} free (${shareWords(bavail / blocks)})`
  if (least.free !== undefined && room < amountOf(least.free, blocks * bsize))
    return { answer: 'failure', detail: `${words}, less than ${free}` }
  if (files > 0 && least.inodes !== undefined && ffree < amountOf(least.inodes, files)) {
    const left = `${ffree} more files (${shareWords(ffree / files)} of the inodes)`
    return { answer: 'failure', detail: `${target} has room for ${left}, less than ${inodes}` }
  }
  return { answer: 'success', detail: words }
}
