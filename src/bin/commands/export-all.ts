/** The checks, channels, mail accounts and windows of the INI in a backup, as if the page had made them. */

import { dirname } from 'node:path'
import { withAccountSecrets } from '../../config/settings/mail'
import { channelFaults } from '../../domain/alerts/channel'
import type { BackupRest } from '../../domain/appliance/backup'
import type { BackupStore, CheckBatches } from '../../domain/appliance/ports'
import type { Fault } from '../../domain/fault'
import { accountFaults } from '../../domain/mail/account'
import { readingProblem, usable } from '../../domain/settings/reading'
import { belongsInBackup, isOfFile } from '../../domain/watch/check'
import { planFaults } from '../../domain/watch/check-plan'
import { CHANNEL_RULES } from '../../wire/alerts'
import { CommandError, openAppliance } from './context'

/** Called with each part that the page could not make, and that an import would refuse. */
type Leave = (what: string, reason: string) => void

/** All checks but those that wait to be adopted, and those of other members of the group. */
export async function* allChecks(store: BackupStore, leave: Leave): CheckBatches {
  for await (const { watched } of store.all())
    yield watched.flatMap(({ check }) => {
      if (!isOfFile(check)) return belongsInBackup(check) ? [check] : []
      const isTaken = isMakeable(planFaults(check), reason => leave(`check "${check.name}"`, reason))
      return isTaken ? [{ ...check, origin: 'page' as const }] : []
    })
}

/** With what the INI has, its secrets in clear. A name that the INI has belongs to it. */
export async function withIni(own: BackupRest, leave: Leave): Promise<BackupRest> {
  const { reading, where, openChannels } = await openAppliance()
  const mail = usable(reading, 'mail')
  if (!mail || !usable(reading, 'channels') || !usable(reading, 'windows'))
    throw new CommandError(`a part of the INI would be missing: ${readingProblem(reading)}`)
  const accounts = await Promise.all(mail.map(one => withAccountSecrets(one, dirname(where.ini))))
  const { channels, windows, channelsConnected, closeChannels } = openChannels()
  try {
    await channelsConnected()
    const [named, planned] = await Promise.all([channels.list(), windows()])
    const here = planned.filter(({ home }) => home === undefined)
    const provided = named.filter(({ origin }) => origin !== 'page')
    return {
      ...own,
      channels: [
        ...without(own.channels, provided),
        ...provided
          .filter(channel =>
            isMakeable(
              problemOr(channel, channelFaults({ ...channel, origin: 'page' }, CHANNEL_RULES)),
              reason => leave(`channel ${channel.name}`, reason),
            ),
          )
          .map(({ name, kind, settings, isDefault }) => ({
            name,
            kind,
            settings,
            ...(isDefault !== undefined && { isDefault }),
          })),
      ],
      accounts: [
        ...without(own.accounts, accounts),
        ...accounts
          .filter(account =>
            isMakeable(
              problemOr(account, accountFaults({ ...account, origin: 'page' }, CHANNEL_RULES)),
              reason => leave(`mail account ${account.name}`, reason),
            ),
          )
          .map(({ name, settings }) => ({ name, settings })),
      ],
      ...(here.length > 0 && { windows: here.map(({ name, settings }) => ({ name, settings })) }),
    }
  } finally {
    closeChannels()
  }
}

function without<T extends { readonly name: string }>(
  own: readonly T[],
  provided: readonly { readonly name: string }[],
): readonly T[] {
  return own.filter(({ name }) => provided.every(other => other.name !== name))
}

/** A secret whose file cannot be read is told by that, and not by the name of the file that stands in its place. */
function problemOr({ problem }: { readonly problem?: string }, faults: readonly Fault[]): readonly Fault[] {
  return problem === undefined ? faults : [{ key: '', reason: problem }]
}

function isMakeable([fault]: readonly Fault[], leave: (reason: string) => void): boolean {
  if (fault !== undefined) leave(fault.reason)
  return fault === undefined
}
