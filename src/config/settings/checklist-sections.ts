/** A checklist as sections of our INI: its checks, a channel for each integration key, and the mail account. */
import { createHash } from 'node:crypto'
import type { MailAccount } from '../../domain/mail/account'
import type { Probe } from '../../domain/probes/probe'
import { plainListText } from '../../domain/probes/subject-list'
import { iniOf } from '../ini/ini-values'
import type { Checklist, ChecklistEntry, ChecklistFault } from '../watch/checklist'
import type { EtlSettings } from './etl-settings'
import { settingsOf } from './settings'

/** The mail account, and the file of its password beside the INI. */
export const ACCOUNT = 'robopager'
export const PASSWORD_FILE = `${ACCOUNT}-mail.password`

export interface IniSection {
  readonly section: string
  readonly values: Readonly<Record<string, string>>
}

export interface Mapped {
  readonly checks: readonly (IniSection & { readonly entry: ChecklistEntry })[]
  readonly channels: readonly IniSection[]
  /** For the event at the start; empty where no service is named. */
  readonly start: readonly IniSection[]
  /** Undefined where no check needs it. */
  readonly account: IniSection | undefined
  /** The entries whose types are switched off. */
  readonly off: readonly ChecklistEntry[]
  readonly faults: readonly ChecklistFault[]
}

export function checklistSections(list: Checklist, etl: EtlSettings): Mapped {
  const faults: ChecklistFault[] = [...list.faults]
  const isOn = ({ type }: ChecklistEntry) => etl.types.length === 0 || etl.types.includes(type)
  const on = list.entries.filter(isOn)
  const note = ({ line, name }: ChecklistEntry, reason: string) => void faults.push({ line, name, reason })
  const checks = on.map(entry => ({
    entry,
    section: `check.${sectionName(entry.name)}`,
    values: {
      ...(entry.type === 'batchy' ? batchyValues(entry, etl, note) : mailValues(entry, etl, note)),
      ...habits(entry),
    },
  }))
  const seen = new Map<string, string>()
  for (const { section, entry } of checks) {
    const first = seen.get(section.toLowerCase())
    if (first !== undefined) note(entry, `has nearly the same name as ${first}; rename one of them`)
    seen.set(section.toLowerCase(), entry.name)
  }
  const services = new Set(on.flatMap(({ service }) => (service === '' ? [] : [service])))
  const channels = [...services].map(service => ({
    section: `channel.${channelName(service)}`,
    values: { kind: 'pagerduty', version: '1', routingkey: service },
  }))
  const start = etl.heartbeatService === '' ? [] : startSections(etl.heartbeatService)
  const account = on.some(({ type }) => type === 'email') ? accountSection(etl) : undefined
  for (const { section, values, entry } of checks)
    for (const reason of faultsIn({ section, values }))
      if (!faults.some(fault => fault.name === entry.name)) note(entry, reason)
  return { checks, channels, start, account, off: list.entries.filter(entry => !isOn(entry)), faults }
}

/** Other characters cannot stand in the header of a section. */
export const sectionName = (name: string) => name.trim().replace(/[^\w -]/g, '-')

/** A name by which nobody can find the key. */
const channelName = (service: string) =>
  `pd-${createHash('sha256').update(`robopager ${service}`).digest('hex').slice(0, 8)}`

type Note = (entry: ChecklistEntry, reason: string) => void

function batchyValues(entry: ChecklistEntry, { batchyServer, batchyPort }: EtlSettings, note: Note) {
  const { workflow, latency } = entry
  if (batchyServer === '') note(entry, 'is a batchy check, and etl.cfg names no server in [batchy]')
  if (!(latency > 0)) note(entry, 'latency_min has to be more than 0')
  const base = /^https?:\/\//i.test(batchyServer) ? batchyServer : `http://${batchyServer}`
  return {
    probe: `batchy ${base}${batchyPort === '' || batchyPort === '80' ? '' : `:${batchyPort}`} ${workflow}`,
    latency: `${Math.max(1, Math.round(latency * 60))}s`,
    since: 'start',
    checktime: entry.checkTime,
  }
}

function mailValues(entry: ChecklistEntry, { zone, email }: EtlSettings, note: Note) {
  const { senders, subjects, deliveryTime, checkTime } = entry
  if (email === '') note(entry, 'is an email check, and etl.cfg names no email in [google_apps]')
  if (senders.some(sender => sender.includes(',')))
    note(entry, 'senders have commas in them; list them one by one')
  return {
    probe: `inbox ${ACCOUNT}`,
    ...(senders.length > 0 && { senders: senders.join(', ') }),
    subjects: plainListText(subjects),
    deliverytime: deliveryTime,
    ...(zone !== '' && { deliveryzone: zone }),
    checktime: checkTime,
  }
}

function habits({ pollSec, service, description }: ChecklistEntry) {
  return {
    every: pollSec > 0 ? `${pollSec}s` : '1d',
    ...(description !== '' && { description }),
    channels: service === '' ? 'none' : channelName(service),
  }
}

export const START_CHANNEL = `${ACCOUNT}-start`

/** The channel of the start-up event is none by which checks alert. */
function startSections(service: string): readonly IniSection[] {
  return [
    {
      section: `channel.${START_CHANNEL}`,
      values: { kind: 'pagerduty', version: '1', routingkey: service, default: 'off' },
    },
    { section: 'Watch', values: { startchannel: START_CHANNEL } },
  ]
}

function accountSection({ email, password }: EtlSettings): IniSection {
  return {
    section: `mail.${ACCOUNT}`,
    values: {
      from: email,
      imaphost: 'imap.gmail.com',
      imapuser: email,
      ...(password !== '' && { imappassword: `@${PASSWORD_FILE}` }),
    },
  }
}

/** The account with its password, for a look that is made without the INI. */
export function accountOf(etl: EtlSettings): MailAccount {
  const { values } = accountSection(etl)
  return { name: ACCOUNT, origin: 'ini', settings: { ...values, imappassword: etl.password } }
}

/** The probe of a check; undefined while its section has a fault. */
export function probeOf(section: IniSection): Probe | undefined {
  const parsed = parsedAlone(section)
  return parsed.kind === 'ok' ? parsed.settings.checks[0]?.plan.probe : undefined
}

/** The faults that our own INI would have with the section; without values that may be secrets. */
function faultsIn(section: IniSection): readonly string[] {
  const parsed = parsedAlone(section)
  if (parsed.kind === 'ok') return []
  return parsed.faults.map(({ key, reason }) => (key === '' ? reason : `${WORDS[key] ?? key} ${reason}`))
}

/** An INI with that section alone. Its values are no text of an INI: a # in one begins no comment, and quotes are its own. */
export function parsedAlone(section: IniSection) {
  const monitoring = { section: 'Monitoring', values: { heartbeatfrequency: 'Off' } }
  return settingsOf(iniOf([monitoring, section]))
}

/** Our keys as the checklist calls them. */
const WORDS: Readonly<Record<string, string>> = {
  every: 'poll_sec',
  checktime: 'check_time',
  deliverytime: 'delivery_time',
  latency: 'latency_min',
  probe: 'wf_name or the server of etl.cfg',
  description: 'pd_description',
}
