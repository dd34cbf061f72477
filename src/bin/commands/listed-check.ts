import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { MailAccount } from '../../domain/mail/account'
import type { Probe } from '../../domain/probes/probe'
import {
  accountOf,
  type ChecklistFault,
  checklistSections,
  probeOf,
  readChecklist,
  readEtlSettings,
} from '../../wire/settings'
import { CommandError, UsageError } from './context'

/** A check of a Robopager's checklist, with the mail account that it needs. */
export interface ListedCheck {
  readonly name: string
  readonly probe: Probe
  readonly account: MailAccount | undefined
}

/** The fault for which a check of a list cannot be looked at. */
export interface FaultyCheck {
  readonly fault: string
}

/** @param etl the path of the settings beside it; empty: etl.cfg in the same folder. @throws UsageError for an unknown name */
export async function findListed(
  name: string,
  { checklist, etl }: { readonly checklist: string; readonly etl: string },
): Promise<ListedCheck | FaultyCheck> {
  const path = etl === '' ? join(dirname(checklist), 'etl.cfg') : etl
  const settings = readEtlSettings(path)
  if (settings === undefined)
    throw new CommandError(`${path} is no etl.cfg of a Robopager that can be read; name it by --etl FILE`)
  const [problem] = settings.problems
  if (problem !== undefined) return { fault: `${path}: ${problem}` }
  const text = await readFile(checklist, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`the checklist ${checklist} cannot be read (${error.code})`)
  })
  const list = await readChecklist(text)
  // Its types may be switched off for the service: named by itself it is looked at.
  const mapped = checklistSections(list, { ...settings, types: [] })
  const fault = mapped.faults.find(each => each.name === name || each.name === '')
  if (fault !== undefined) return { fault: inWords(checklist, fault) }
  const check = mapped.checks.find(({ entry }) => entry.name === name)
  const probe = check && probeOf(check)
  if (probe === undefined) throw new UsageError(`there is no check "${name}" in ${checklist}`)
  return { name, probe, account: accountOf(settings) }
}

export function inWords(checklist: string, { line, name, reason }: ChecklistFault): string {
  return `${checklist}: line ${line}: ${name === '' ? 'it' : `"${name}"`} ${reason}`
}
