import type { Request } from 'express'
import type { Channel } from '../../domain/alerts/channel'
import { type ChannelKind, channelFields, tidied } from '../../domain/alerts/channel-kinds'
import { field, fieldList } from '../pages/form'

/** The form of a channel. It holds no secret that is kept. */
export interface ChannelForm {
  readonly name: string
  readonly kind: ChannelKind
  /** The content of the fields. */
  readonly settings: Readonly<Record<string, string>>
  /** Keys of the secrets that are kept while their fields stay empty. */
  readonly kept: readonly string[]
  /** Whether new checks alert by it. */
  readonly isDefault: boolean
}

/** The fields of the form are named by this and the setting's key, so that none is called like the form's own. */
const SET = 'set-'
/** The box beside a secret that is kept: it deletes the secret. */
const DROP = 'drop-'

export function savedForm({ name, kind, settings, isDefault = false }: Channel): ChannelForm {
  const fields = channelFields(kind)
  const shown = fields.filter(({ secret }) => !secret)
  return {
    name,
    kind,
    settings: Object.fromEntries(shown.map(({ key }) => [key, settings[key] ?? ''])),
    kept: fields.filter(({ key, secret }) => secret && settings[key]).map(({ key }) => key),
    isDefault,
  }
}

/** The form as it was typed, to be shown again: secrets have to be typed anew. */
export function typedForm(request: Request, kind: ChannelKind, before?: Channel): ChannelForm {
  const shown = channelFields(kind).filter(({ secret }) => !secret)
  return {
    name: field(request, 'name').trim(),
    kind,
    settings: Object.fromEntries(shown.map(({ key }) => [key, field(request, SET + key).trim()])),
    kept: before ? savedForm(before).kept : [],
    isDefault: typedDefault(request) ?? false,
  }
}

/** Whether its box is ticked; undefined for a form without the box, as programs may send it. */
export function typedDefault(request: Request): boolean | undefined {
  const values = fieldList(request, 'default')
  return values.length === 0 ? undefined : values.includes('on')
}

/**
 * The settings to be saved: a secret's field that is left empty keeps the secret. Keys that the kind does not have are among
 * them, for `channelFaults` to refuse.
 */
export function settingsFrom(request: Request, kind: ChannelKind, before?: Channel): Record<string, string> {
  const settings: Record<string, string> = {}
  const fields = channelFields(kind)
  for (const { key, secret } of fields) {
    const typed = field(request, SET + key).trim()
    const kept = secret && field(request, DROP + key) === '' ? (before?.settings[key] ?? '') : ''
    const value = typed || kept
    if (value !== '') settings[key] = value
  }
  for (const name of Object.keys(Object(request.body))) {
    const key = name.slice(SET.length)
    if (name.startsWith(SET) && !fields.some(one => one.key === key)) settings[key] = field(request, name)
  }
  return { ...tidied(kind, settings) }
}
