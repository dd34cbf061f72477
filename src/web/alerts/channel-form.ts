import type { Request } from 'express'
import type { Channel } from '../../domain/alerts/channel'
import { type ChannelKind, channelFields } from '../../domain/alerts/channel-kinds'
import { field } from '../pages/form'

/** The form of a channel. No secret that is kept is in it. */
export interface ChannelForm {
  readonly name: string
  readonly kind: ChannelKind
  /** What the fields show. */
  readonly settings: Readonly<Record<string, string>>
  /** Keys of the secrets that are kept while their fields stay empty. */
  readonly kept: readonly string[]
}

/** The fields of the form have the settings' keys behind this, so that none is called like the form's own. */
const SET = 'set-'
/** A box beside a secret that is kept: it is to be forgotten. */
const DROP = 'drop-'

export function savedForm({ name, kind, settings }: Channel): ChannelForm {
  const fields = channelFields(kind)
  const shown = fields.filter(({ secret }) => !secret)
  return {
    name,
    kind,
    settings: Object.fromEntries(shown.map(({ key }) => [key, settings[key] ?? ''])),
    kept: fields.filter(({ key, secret }) => secret && settings[key]).map(({ key }) => key),
  }
}

/** What was typed, to be shown again: secrets have to be typed anew. */
export function typedForm(request: Request, kind: ChannelKind, before?: Channel): ChannelForm {
  const shown = channelFields(kind).filter(({ secret }) => !secret)
  return {
    name: field(request, 'name').trim(),
    kind,
    settings: Object.fromEntries(shown.map(({ key }) => [key, field(request, SET + key).trim()])),
    kept: before ? savedForm(before).kept : [],
  }
}

/** What is to be saved: a secret's field that is left empty keeps what there was. */
export function settingsFrom(request: Request, kind: ChannelKind, before?: Channel): Record<string, string> {
  const settings: Record<string, string> = {}
  for (const { key, secret } of channelFields(kind)) {
    const typed = field(request, SET + key).trim()
    const kept = secret && field(request, DROP + key) === '' ? (before?.settings[key] ?? '') : ''
    const value = typed || kept
    if (value !== '') settings[key] = value
  }
  return settings
}
