/** The folded parts of a check's form: what holds in each, in words. */
import { t, tStored } from '../../domain/language/text'
import type { Control } from '../../domain/watch/field-type'
import type { FormPart } from '../../domain/watch/plan-fields'
import { type CheckFields, emptyFields, FORM_ROWS } from './check-form'
import { isProbed } from './probe-form'

const UNTOUCHED = emptyFields()

/** For each folded part of the form the words of what holds in it. */
export function foldWords(
  fields: CheckFields,
  kindLabel: string,
  { hasChannels, isKept }: { readonly hasChannels: boolean; readonly isKept: boolean },
) {
  const { channels = '', tags = '', grace = '' } = fields
  const names = channels.split(' ').filter(Boolean).join(', ')
  const nobody = hasChannels ? t('nobody is alerted') : t('nobody is alerted: there is no channel yet')
  const chosen = (part: FormPart, except: readonly string[]) =>
    FORM_ROWS.flatMap(([key, { page, type }]) => {
      const { control } = type
      const value = fields[key] ?? ''
      // A box of an option that may be missing is not ticked then.
      const usual = UNTOUCHED[key] || (control.kind === 'box' ? control.off : '')
      if (page.part !== part || except.includes(key) || value === usual || value === UNTOUCHED[key]) return []
      return [choiceWords(tStored(page.label), value, control)]
    })
  const alerts = chosen('alerts', [])
  const others = (words: readonly string[], usual: string) => (words.length > 0 ? words.join('; ') : usual)
  return {
    feed: isProbed(fields)
      ? t('it looks: {kind}', { kind: kindLabel })
      : t('check-ins: something reports here; silence is a fault'),
    when: [
      grace === ''
        ? t('no of grace, late first, then down')
        : t('{grace} of grace, late first, then down', { grace }),
      ...chosen('when', ['grace']),
      ...chosen('limits', []),
    ].join('; '),
    alerts:
      names === ''
        ? [nobody, ...alerts].join('; ')
        : [t('by {names}', { names }), others(alerts, t('when it goes down, and when it is up again'))].join(
            ', ',
          ),
    about: others(
      [
        ...(tags === '' ? [] : [t('tagged {tags}', { tags })]),
        ...chosen('what', ['name', 'tags']),
        ...chosen('address', []),
      ],
      t('no tags, an address made from the name'),
    ),
    password: isKept ? t('kept, not shown') : t('none: its address is the secret'),
  }
}

/** Characters of a value in a summary. */
const SHORT = 40

/** A choice that is not the usual one, in a few words. */
function choiceWords(label: string, value: string, control: Control): string {
  if (control.kind === 'box') return value === control.on ? label : t('not: {label}', { label })
  const words = control.kind === 'select' ? tStored(control.choices[value] ?? value) : value
  return t('{label}: {value}', {
    label,
    value: words.length > SHORT ? `${words.slice(0, SHORT)}…` : words || t('none'),
  })
}
