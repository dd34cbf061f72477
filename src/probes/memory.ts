/** memory: so much of it is in use at most. The kernel's own estimate of what is available counts, not what is free. */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { amountOf, parseAmount, shareWords, sizeWords } from '../domain/probes/amounts'
import type { Prober } from '../domain/probes/look'

/** The second one is the view that the worker's unit gives where its /proc has processes only. */
const PLACES = ['proc/meminfo', 'run/intvlm8r/meminfo']

export const memory: Prober = async ({ settings: { limit = '' } }, { root }) => {
  const texts = await Promise.all(PLACES.map(place => readFile(join(root, place), 'utf8').catch(() => '')))
  const text = texts.find(each => each.includes('MemAvailable'))
  if (text === undefined) return { answer: 'blind', detail: 'the figures of the memory are hidden from here' }
  const [total, available] = [bytesOf(text, 'MemTotal'), bytesOf(text, 'MemAvailable')]
  const used = total - available
  const most = parseAmount(limit)
  const words = `${sizeWords(used)} of ${sizeWords(total)} are in use (${shareWords(used / total)})`
  return most !== undefined && used > amountOf(most, total)
    ? { answer: 'failure', detail: `${words}, more than ${limit}` }
    : { answer: 'success', detail: words }
}

const bytesOf = (text: string, name: string) =>
  Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(text)?.[1] ?? Number.NaN) * 1024
