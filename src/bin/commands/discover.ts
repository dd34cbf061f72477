/** A check for each line of a crontab. */

import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { defaultChannels } from '../../domain/alerts/channel'
import { checksToImport } from '../../domain/appliance/import-changes'
import { usable } from '../../domain/settings/reading'
import { isSameSchedule } from '../../domain/watch/schedule'
import { CHANNEL_RULES } from '../../wire/alerts'
import { discover, openBackups } from '../../wire/appliance'
import { defaults } from '../../wire/settings'
import { pageAddress } from '../shared/page-address'
import { openAppliance, UsageError } from './context'
import { withGiven } from './given-files'
import { asChecks, checksHere } from './import-checks'
import { printError } from './print'

/**
 * Makes the checks, and prints the crontab on standard output, with `intvlm8r run` in front of the lines that have one; all
 * else goes to standard error.
 *
 * @param file a crontab; without one it is standard input
 */
export async function discoverChecks(file: string | undefined, isTrial: boolean): Promise<number> {
  const files = file === undefined || file === '-' ? [] : [file]
  return await withGiven({ files }, async ({ files: [given] }) =>
    discoverIn(await (given?.text() ?? readInput()), file, isTrial),
  )
}

async function discoverIn(content: string, file: string | undefined, isTrial: boolean): Promise<number> {
  const { target, reading } = await openAppliance()
  const { store, connected, close } = openBackups(target)
  try {
    await connected()
    const { rest } = await store.rest()
    const own = usable(reading, 'channels') ?? []
    const page = rest.channels.map(channel => ({ ...channel, origin: 'page' as const }))
    const channels = [...own, ...page]
    const web = usable(reading, 'web') ?? defaults().web
    // Without https the web app answers this machine at its loopback address, whatever its network has become.
    const base = web.tlscert === '' ? `http://127.0.0.1:${web.port}` : pageAddress(web)
    const hasUsers = file !== undefined && /^\/etc\/(?:crontab$|cron\.d\/)/.test(resolve(file))
    const owner = hasUsers ? 'root' : (process.env.SUDO_USER ?? process.env.USER ?? 'root')
    const now = Date.now()
    const found = discover(
      content,
      {
        owner: `${owner}@${hostname()}`,
        hasUsers,
        // Only root may open the appliance's files; others check in at an address.
        nameFor: ({ id }, user = owner) => (user === 'root' ? id : `${base}/ping/${id}`),
        channels: defaultChannels(channels),
      },
      { channels, rules: CHANNEL_RULES, now },
    )
    const { given, here } = await asChecks(store, found.checks, now)
    const { slugs } = await checksHere(store)
    const { create, added, kept } = checksToImport(here, given, slugs)
    for (const sentence of added) printError(`+ ${sentence}`)
    for (const sentence of kept) printError(`= ${sentence}`)
    for (const { check } of here) {
      const line = found.checks.find(({ id }) => id === check.id)
      if (line && !isSameSchedule(line.plan.schedule, check.schedule))
        printError(`! check "${check.name}" has another schedule than its line; change it on its page`)
    }
    for (const sentence of found.left) printError(`- Left as it is: ${sentence}`)
    if (create.length === 0)
      printError(
        found.left.length === 0
          ? 'There is no line without a check.'
          : 'There is no further line for which a check can be made.',
      )
    else if (isTrial) printError('Nothing was changed: without --dry-run, these checks are made.')
    else {
      await store.changeChecks({ discard: [], create, replace: [], remove: [] }, now)
      printError('Install the lines on standard output as the crontab: crontab FILE.')
    }
    process.stdout.write(found.text)
    return 0
  } finally {
    close()
  }
}

async function readInput(): Promise<string> {
  if (process.stdin.isTTY) throw new UsageError('type: crontab -l | sudo intvlm8r checks discover')
  return await text(process.stdin)
}
