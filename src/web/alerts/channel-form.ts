import type { Request } from 'express'
import type { Channel } from '../../domain/alerts/channel'
import { type ChannelKind, channelFields, tidied } from '../../domain/alerts/channel-kinds'
import type { Sealed } from '../access/sealed'
import { field, fieldList } from '../pages/form'
import {
  droppedSecrets,
  isHidden,
  keptSecrets,
  SET,
  shownSettings,
  type TypedSettings,
  typedSettings as typedFields,
} from '../pages/setting-fields'

/** The form of a channel. It shows no secret that is kept. */
export interface ChannelForm {
  readonly name: string
  readonly kind: ChannelKind
  /** The content of the fields. */
  readonly settings: Readonly<Record<string, string>>
  /** Keys of the secrets that are kept while their fields stay empty. */
  readonly kept: readonly string[]
  /** Keys of the secrets that are to be deleted. */
  readonly dropped?: readonly string[]
  /** Typed secrets that are not saved yet, sealed. */
  readonly held?: string
  /** Whether new checks alert by it. */
  readonly isDefault: boolean
}

/** A hidden field. */
const HELD = 'held'

const purposeOf = (kind: ChannelKind) => `secrets of a ${kind} channel`

export function savedForm({ name, kind, settings, isDefault = false }: Channel): ChannelForm {
  const fields = channelFields(kind)
  return {
    name,
    kind,
    settings: shownSettings(fields, settings),
    kept: keptSecrets(fields, settings),
    isDefault,
  }
}

/** The form as it was typed, to be shown again. Secrets are kept, but for those with a fault. */
export function typedForm(
  request: Request,
  kind: ChannelKind,
  { before, faulty = [], sealed }: { before?: Channel; faulty?: readonly string[]; sealed: Sealed },
): ChannelForm {
  const shown = channelFields(kind).filter(each => !isHidden(each))
  const { held } = typedSettings(request, kind, sealed, before)
  const sound = Object.entries(held).filter(([key]) => !faulty.includes(key))
  const saved = before ? savedForm(before).kept : []
  return {
    name: field(request, 'name').trim(),
    kind,
    settings: Object.fromEntries(shown.map(({ key }) => [key, field(request, SET + key).trim()])),
    kept: [...new Set([...saved, ...sound.map(([key]) => key)])],
    dropped: droppedSecrets(name => field(request, name), channelFields(kind)),
    ...(sound.length > 0 && { held: sealed.seal(Object.fromEntries(sound), purposeOf(kind)) }),
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
export function typedSettings(
  request: Request,
  kind: ChannelKind,
  sealed: Sealed,
  before?: Channel,
): TypedSettings {
  const fields = channelFields(kind)
  const { settings, held } = typedFields(name => field(request, name), fields, {
    earlier: Object(sealed.open(field(request, HELD), purposeOf(kind))),
    saved: before?.settings ?? {},
  })
  const unknown = Object.keys(Object(request.body)).flatMap(name => {
    const key = name.slice(SET.length)
    return name.startsWith(SET) && !fields.some(one => one.key === key) ? [[key, field(request, name)]] : []
  })
  return { settings: tidied(kind, { ...settings, ...Object.fromEntries(unknown) }), held }
}
