import type { Response } from 'express'
import { mark, tStored } from '../../domain/language/text'
import type { KindOfProbe } from '../../domain/probes/kind-of-probe'
import { PROBE_KINDS, type ProbeKind } from '../../domain/probes/probe-kinds'
import type { Check } from '../../domain/watch/check'
import type { PlanFault } from '../../domain/watch/check-plan'
import type { Control } from '../../domain/watch/field-type'
import type { FormPart, PageEntry } from '../../domain/watch/plan-fields'
import type { ScheduleKind } from '../../domain/watch/schedule'
import { createSealed } from '../access/sealed'
import { sentence } from '../pages/form'
import { renderPage } from '../pages/render'
import { droppedSecrets, isHidden, SET } from '../pages/setting-fields'
import type { AppPorts } from '../ports'
import { type CheckFields, emptyFields, FORM_ROWS, holdSecrets, kindOf } from './check-form'
import { foldWords } from './check-form-words'
import type { ShownLook } from './look-now'
import { channelWords } from './plan-facts'
import {
  fieldOfFault,
  formFields,
  isProbed,
  keptOf,
  kindOfForm,
  OFFERED_KINDS,
  TIME_FIELDS,
  withUsualEvery,
} from './probe-form'
import { previewOf } from './schedule-preview'

export interface CheckFormPage {
  readonly fields: CheckFields
  readonly faults: readonly PlanFault[]
  /** The check that is edited; none for a new one. */
  readonly check?: Check
  /** The id that a new one gets. */
  readonly newId?: string
  /** The check whose plan a new one begins with. */
  readonly cloned?: Check
  /** The revision of the check that the edit began with. */
  readonly revision?: string
  /** Fields that were changed elsewhere meanwhile, and differ from the typed ones. */
  readonly conflict?: readonly Difference[]
  /** It was sent in order to look, not to save. */
  readonly isLook?: true
  /** The answer of a look just now, or the reason for which there was none. */
  readonly looked?: ShownLook
  readonly busy?: string
  /** The reason why it was not saved, where no field is wrong. */
  readonly trouble?: string
}

export type FormPorts = Pick<AppPorts, 'now' | 'channels' | 'sessions' | 'scheduleWords'>

/** A field of the form, ready for the view. */
interface Input extends Omit<PageEntry, 'part'> {
  readonly name: string
  readonly control: Control
  readonly value: string
  /** The first reason why the value cannot be used. */
  readonly fault: string | undefined
}

/** The form of a new check or of one that there is, with each fault at its field. */
export async function showCheckForm(
  ports: FormPorts,
  response: Response,
  {
    fields,
    faults,
    check,
    newId = '',
    cloned,
    revision = '',
    conflict = [],
    isLook,
    looked,
    busy,
    trouble,
  }: CheckFormPage,
): Promise<void> {
  const [offered, existing] = await Promise.all([ports.channels.list(), ports.channels.names()])
  const names = offered.map(({ name }) => name).sort()
  const chosen = (fields.channels ?? '').split(' ').filter(Boolean)
  const { parts, probe, inputs, kind } = inputsOf(withUsualEvery(fields), faults)
  const faulty = inputs.flatMap(({ name, fault }) => (fault ? [name] : []))
  const isPasswordKept =
    (Boolean(fields.password) && !faulty.includes('password')) || check?.passwordHash !== undefined
  const now = ports.now()
  const saved = (check ?? cloned)?.probe
  await renderPage(response, 'watch/check-edit', now, {
    check,
    newId,
    cloned,
    preview: await previewOf(ports.scheduleWords, fields, now),
    folds: foldWords(fields, probe.label, { hasChannels: offered.length > 0, isKept: isPasswordKept }),
    isPasswordKept,
    isPasswordDropped: Boolean(fields.dropPassword) && !fields.password,
    revision,
    held: holdSecrets(fields, faulty, createSealed(ports.sessions, ports.now)),
    feed: isProbed(fields) ? 'probe' : 'checkins',
    probe: {
      ...probe,
      kept: keptOf(fields, saved, faulty),
      dropped: droppedSecrets(name => fields[name] ?? '', formFields(probe.kind)),
    },
    isLook,
    looked,
    busy,
    trouble,
    conflict,
    sentence,
    kind,
    ...parts,
    hasLimits: parts.limits.some(({ name, value, fault }) => fault || value !== UNTOUCHED[name]),
    hasFault: (part: readonly Input[]) => part.some(({ fault }) => fault !== undefined),
    wrong: [
      ...inputs.flatMap(({ name, label, fault }) => (fault ? [{ name, label, fault }] : [])),
      // Fields that the form does not have.
      ...faults.flatMap(fault => {
        const { key, setting = key, reason } = fault
        const field = fieldOf(fault, kind, probe.kind)
        const isShown = inputs.some(({ name }) => name === field)
        return isShown || !(key in fields) ? [] : [{ label: setting, fault: tStored(reason) }]
      }),
    ],
    // A channel that is gone can still be taken off.
    channelBoxes: [...new Set([...names, ...chosen])].map(name => ({
      name,
      words: channelWords(name, existing),
      isChosen: chosen.includes(name),
    })),
  })
}

/** A field whose saved value differs from the typed one. */
export interface Difference {
  readonly label: string
  readonly theirs: string
  readonly mine: string
}

export function differences(theirs: CheckFields, mine: CheckFields): readonly Difference[] {
  const rows: [name: string, label: string][] = [
    ['feed', mark('Fed by')],
    ['kind', mark('Schedule by')],
    ['probe', mark('Kind')],
    ['target', mark('Target')],
    ...TIME_FIELDS.map(([name, label]): [string, string] => [name, label]),
    ...formFields(kindOfForm(theirs)).map(({ key, label }): [string, string] => [SET + key, label]),
    ...SCHEDULE_FIELDS.map(([name, label]): [string, string] => [name, label]),
    ...FORM_ROWS.map(([name, { page }]): [string, string] => [name, page.label]),
  ]
  return rows
    .map(([name, label]) => ({ label: tStored(label), theirs: theirs[name] ?? '', mine: mine[name] ?? '' }))
    .filter(difference => difference.theirs !== difference.mine)
}

const UNTOUCHED = emptyFields()

function inputsOf(fields: CheckFields, faults: readonly PlanFault[]) {
  const kind = kindOf(fields)
  const probed = kindOfForm(fields)
  const input = (
    name: string,
    page: Omit<PageEntry, 'part'>,
    control: Control = { kind: 'line' },
  ): Input => ({
    ...page,
    label: tStored(page.label),
    ...(page.hint !== undefined && { hint: tStored(page.hint) }),
    name,
    control: shownControl(control),
    value: fields[name] ?? '',
    fault: shownFault(faults.find(fault => fieldOf(fault, kind, probed) === name)),
  })
  const partOf = (part: FormPart) =>
    FORM_ROWS.flatMap(([key, { page, type }]) => (page.part === part ? [input(key, page, type.control)] : []))
  const [name, ...about] = partOf('what')
  const parts = {
    name: name === undefined ? [] : [name],
    schedule: SCHEDULE_FIELDS.map(([name, label, hint]) => input(name, { label, hint })),
    when: partOf('when'),
    limits: partOf('limits'),
    channels: partOf('channels'),
    alerts: partOf('alerts'),
    about: [...about, ...partOf('address')],
    password: [input('password', { label: 'Password' })],
  }
  const probe = probeInputs(fields, input)
  const { target, times, settings } = probe
  const inputs = [...Object.values(parts).flat(), ...(target ? [target] : []), ...times, ...settings]
  return { kind, parts, probe, inputs }
}

function shownControl(control: Control): Control {
  if (control.kind !== 'select') return control
  const choices = Object.entries(control.choices).map(([choice, words]) => [choice, tStored(words)])
  return { ...control, choices: Object.fromEntries(choices) }
}

function shownFault(fault: PlanFault | undefined): string | undefined {
  return fault && tStored(fault.reason)
}

/** The fields of the probe's kind. */
function probeInputs(
  fields: CheckFields,
  input: (name: string, page: Omit<PageEntry, 'part'>, control?: Control) => Input,
) {
  const kind = kindOfForm(fields)
  const { label, hint, target }: KindOfProbe = PROBE_KINDS[kind]
  return {
    kind,
    label: tStored(label),
    hint: tStored(hint),
    kinds: OFFERED_KINDS.map(offered => ({ ...offered, label: tStored(offered.label) })),
    target: target && input('target', { label: target.label, hint: target.hint }),
    times: TIME_FIELDS.map(([name, label, hint]) => input(name, { label, hint })),
    settings: formFields(kind).map(row => {
      const field = input(SET + row.key, { label: row.label })
      return { ...field, row, value: isHidden(row) ? '' : field.value }
    }),
  }
}

function fieldOf(fault: PlanFault, kind: ScheduleKind, probed: ProbeKind): string {
  const { key, part } = fault
  if (key === 'probe') return fieldOfFault(fault, probed)
  if (key !== 'schedule') return key
  return part === 'zone' ? part : kind
}

const SCHEDULE_FIELDS = [
  ['period', mark('Period'), mark('The longest expected gap between signals, such as 5m, 1h30m or 1d.')],
  [
    'cron',
    mark('Cron expression'),
    mark('Five fields: minute, hour, day, month, weekday; 30 2 * * 1-5 is 02:30 on weekdays.'),
  ],
  ['oncalendar', mark('OnCalendar expression'), mark('As in a systemd timer, such as Mon..Fri 02:30.')],
  ['zone', mark('Time zone'), mark('Such as Europe/Berlin; empty: the appliance’s own.')],
] as const
