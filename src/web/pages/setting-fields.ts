/**
 * The settings of a channel or a probe in a form, by the rows of their table. A secret that is kept is never shown; its
 * field stays empty, and a box beside it deletes it.
 */

import type { SettingField } from '../../domain/field'

type Texts = Readonly<Record<string, string>>

/** The fields of the form are named by this and the setting's key, so that none is called like the form's own. */
export const SET = 'set-'
/** The box beside a secret that is kept: it deletes the secret. */
export const DROP = 'drop-'

export const isHidden = ({ secret, readable }: SettingField) => secret === true && !readable

export interface TypedSettings {
  readonly settings: Texts
  /** The typed secrets among them, also those of an earlier post, by their keys. */
  readonly held: Texts
}

/**
 * The settings to be saved: a secret's field that is left empty keeps the secret.
 *
 * @param text of a field of the form by its name
 * @param earlier secrets that were typed before and are not saved yet
 * @param saved the settings as they are saved
 */
export function typedSettings(
  text: (name: string) => string,
  fields: readonly SettingField[],
  { earlier, saved }: { readonly earlier: Texts; readonly saved: Texts },
): TypedSettings {
  const settings: Record<string, string> = {}
  const held: Record<string, string> = {}
  for (const each of fields) {
    const { key } = each
    const isKept = isHidden(each) && text(DROP + key) === ''
    const secret = text(SET + key).trim() || (isKept ? (earlier[key] ?? '') : '')
    const value = secret || (isKept ? (saved[key] ?? '') : '')
    if (value !== '') settings[key] = value
    if (secret !== '' && isHidden(each)) held[key] = secret
  }
  return { settings, held }
}

/** The keys of the secrets that are to be deleted: a form that is shown again has their boxes ticked. */
export function droppedSecrets(
  text: (name: string) => string,
  fields: readonly SettingField[],
): readonly string[] {
  const dropped = fields.filter(
    each => isHidden(each) && text(DROP + each.key) !== '' && text(SET + each.key).trim() === '',
  )
  return dropped.map(({ key }) => key)
}

/** The values that the form shows. */
export function shownSettings(fields: readonly SettingField[], settings: Texts): Texts {
  const shown = fields.filter(each => !isHidden(each))
  return Object.fromEntries(shown.map(({ key }) => [key, settings[key] ?? '']))
}

/** The keys of the secrets that there are. */
export function keptSecrets(fields: readonly SettingField[], settings: Texts): readonly string[] {
  return fields.filter(each => isHidden(each) && settings[each.key]).map(({ key }) => key)
}
