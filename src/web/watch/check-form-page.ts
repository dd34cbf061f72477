import type { Response } from 'express'
import type { Check } from '../../domain/watch/check'
import type { PlanFault } from '../../domain/watch/check-plan'
import type { Control } from '../../domain/watch/field-type'
import type { FormPart, PageEntry } from '../../domain/watch/plan-fields'
import type { ScheduleKind } from '../../domain/watch/schedule'
import { createSealed } from '../access/sealed'
import { sentence } from '../pages/form'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'
import { type CheckFields, emptyFields, FORM_ROWS, holdPassword, kindOf } from './check-form'
import { channelWords } from './plan-facts'

export interface CheckFormPage {
  readonly fields: CheckFields
  readonly faults: readonly PlanFault[]
  /** The check that is edited; none for a new one. */
  readonly check?: Check
  /** The revision of the check that the edit began with. */
  readonly revision?: string
  /** Fields that were changed elsewhere meanwhile, and differ from the typed ones. */
  readonly conflict?: readonly Difference[]
}

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
  ports: Pick<AppPorts, 'now' | 'channels' | 'sessions'>,
  response: Response,
  { fields, faults, check, revision = '', conflict = [] }: CheckFormPage,
): Promise<void> {
  const existing = (await ports.channels.list()).map(({ name }) => name).sort()
  const chosen = (fields.channels ?? '').split(' ').filter(Boolean)
  const { parts, inputs, kind } = inputsOf(fields, faults)
  await renderPage(response, 'watch/check-edit', ports.now(), {
    check,
    revision,
    held: inputs.some(({ name, fault }) => name === 'password' && fault)
      ? ''
      : holdPassword(fields, createSealed(ports.sessions, ports.now)),
    conflict,
    sentence,
    kind,
    ...parts,
    hasLimits: parts.limits.some(({ name, value, fault }) => fault || value !== UNTOUCHED[name]),
    wrong: [
      ...inputs.flatMap(({ name, label, fault }) => (fault ? [{ name, label, fault }] : [])),
      // Fields that the form does not have.
      ...faults.flatMap(({ key, reason }) =>
        key in fields && !inputs.some(({ name }) => name === key) ? [{ label: key, fault: reason }] : [],
      ),
    ],
    // A channel that is gone can still be taken off.
    channelBoxes: [...new Set([...existing, ...chosen])].map(name => ({
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
    ['kind', 'Schedule by'],
    ...SCHEDULE_FIELDS.map(([name, label]): [string, string] => [name, label]),
    ...FORM_ROWS.map(([name, { page }]): [string, string] => [name, page.label]),
  ]
  return rows
    .map(([name, label]) => ({ label, theirs: theirs[name] ?? '', mine: mine[name] ?? '' }))
    .filter(difference => difference.theirs !== difference.mine)
}

const UNTOUCHED = emptyFields()

function inputsOf(fields: CheckFields, faults: readonly PlanFault[]) {
  const kind = kindOf(fields)
  const input = (
    name: string,
    page: Omit<PageEntry, 'part'>,
    control: Control = { kind: 'line' },
  ): Input => ({
    ...page,
    name,
    control,
    value: fields[name] ?? '',
    fault: faults.find(fault => fieldOf(fault, kind) === name)?.reason,
  })
  const partOf = (part: FormPart) =>
    FORM_ROWS.flatMap(([key, { page, type }]) => (page.part === part ? [input(key, page, type.control)] : []))
  const parts = {
    what: [...partOf('what'), ...partOf('address')],
    when: [...SCHEDULE_FIELDS.map(([name, label, hint]) => input(name, { label, hint })), ...partOf('when')],
    limits: partOf('limits'),
    channels: partOf('channels'),
    alerts: partOf('alerts'),
    password: [input('password', { label: 'Password' })],
  }
  return { kind, parts, inputs: Object.values(parts).flat() }
}

function fieldOf({ key, part }: PlanFault, kind: ScheduleKind): string {
  if (key !== 'schedule') return key
  return part === 'zone' ? part : kind
}

const SCHEDULE_FIELDS = [
  ['period', 'Period', 'The longest expected gap between signals, such as 5m, 1h30m or 1d.'],
  [
    'cron',
    'Cron expression',
    'Five fields: minute, hour, day, month, weekday; 30 2 * * 1-5 is 02:30 on weekdays.',
  ],
  ['oncalendar', 'OnCalendar expression', 'As in a systemd timer, such as Mon..Fri 02:30.'],
  ['zone', 'Time zone', 'Such as Europe/Berlin; empty: the appliance’s own.'],
] as const
