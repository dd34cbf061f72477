/** Everything that is watched as an INI: what the page made as sections, and those of the INI as they are written there. */

import type { BackupRest } from '../../domain/appliance/backup'
import { accountValues, channelValues, windowValues } from '../../domain/appliance/settings-text'
import type { Check } from '../../domain/watch/check'
import { fitsIni, type IniValue, planValues } from '../../domain/watch/plan-text'
import { scanIni } from '../ini/ini-text'

/** Sections of the INI that are about checks, channels, mail accounts and windows of maintenance. */
const KINDS = /^(?:check|channel|mail|window)\./i

export interface IniExport {
  readonly text: string
  /** A sentence for each value that an INI cannot hold. */
  readonly left: readonly string[]
}

/**
 * @param checks those of the page and the API
 * @param ini the text of the appliance's own INI
 */
export function exportedIni(
  checks: readonly Check[],
  { channels, accounts, windows = [] }: Pick<BackupRest, 'channels' | 'accounts' | 'windows'>,
  ini: string,
): IniExport {
  const left: string[] = []
  const own = ownSections(ini)
  const taken = new Set(own.names)
  const section = (name: string, values: readonly IniValue[], of: string) =>
    [
      `[${name}]`,
      ...values.map(entry => {
        if (fitsIni(entry)) return `${entry.key} = ${entry.value}`
        left.push(`${entry.key} of ${of}`)
        return `; ${entry.key} has several lines or signs that cannot stand in an INI; apply keeps it as it is`
      }),
      '',
    ].join('\n')
  const sections = [
    ...accounts.map(account => section(`mail.${account.name}`, accountValues(account), account.name)),
    ...channels.map(channel => section(`channel.${channel.name}`, channelValues(channel), channel.name)),
    ...windows.map(window => section(`window.${window.name}`, windowValues(window), window.name)),
    ...checks.map(check =>
      section(
        `check.${sectionOf(check, taken)}`,
        [...planValues(check), { key: 'id', value: check.id }],
        `"${check.name}"`,
      ),
    ),
    ...(own.text === '' ? [] : [`; From this machine's own INI.\n${own.text}`]),
  ]
  return { text: sections.join('\n'), left }
}

/** Beside a key `name` of the probe the section is the name of the check. */
function sectionOf(check: Check, taken: Set<string>): string {
  const saysName = planValues(check).some(({ key, value }) => key === 'name' && value === check.name)
  const isPlain = /^\w[\w -]*$/.test(check.name) && check.name.trim() === check.name
  const base = !saysName && isPlain ? check.name : check.slug
  let name = base
  for (let n = 2; taken.has(`check.${name}`.toLowerCase()); n++) name = `${base}-${n}`
  taken.add(`check.${name}`.toLowerCase())
  return name
}

function ownSections(text: string): { readonly text: string; readonly names: readonly string[] } {
  const { lines, sections } = scanIni(text)
  const own = sections.filter(({ name }) => KINDS.test(name))
  const texts = own.map(section => {
    const next = sections[sections.indexOf(section) + 1]?.line
    return lines
      .slice(section.line, next)
      .map(line => line.text)
      .join('\n')
      .trimEnd()
  })
  return {
    text: texts.map(each => `${each}\n`).join('\n'),
    names: own.map(({ name }) => name.toLowerCase()),
  }
}
