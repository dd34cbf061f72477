/** All checks, channels and mail accounts as an INI, for apply and for people. */

import { resolve } from 'node:path'
import type { Check } from '../../domain/watch/check'
import { readText } from '../../io/files/small-file'
import { exportedIni, openBackups } from '../../wire/appliance'
import { writePrivate } from './backup'
import { openAppliance } from './context'
import { printError } from './print'

/** Writes FILE, which only its owner can read, or standard output (`-`). */
export async function exportIni(file: string): Promise<number> {
  const { target, where } = await openAppliance()
  const { store, connected, close } = openBackups(target)
  try {
    await connected()
    const { rest } = await store.rest()
    const checks: Check[] = []
    for await (const batch of store.checks()) checks.push(...batch)
    const { text, left } = exportedIni(checks, rest, (await readText(where.ini)) ?? '')
    if (file === '-') process.stdout.write(text)
    else await writePrivate(resolve(file), oneText(text))
    for (const value of left) printError(`An INI cannot hold the ${value}; apply keeps it.`)
    printError('Channels, accounts and probes have their secrets in it: keep it to yourself.')
    return 0
  } finally {
    close()
  }
}

async function* oneText(text: string): AsyncGenerator<string> {
  yield text
}
