import type { SettingField } from '../../src/domain/field'

/** A setting in a line: its key (`!` where it is required), the words beside it, its type, marks, choices and fallback. */
export function settingRow(field: SettingField): string {
  const { key, label, type, required, secret, readable, choices, fallback } = field
  return [
    `${key}${required ? '!' : ''} (${label}): ${type}`,
    ...(secret ? ['secret'] : []),
    ...(readable ? ['readable'] : []),
    ...(choices ? [choices.join('/')] : []),
    ...(fallback === undefined ? [] : [`else ${fallback}`]),
  ].join(', ')
}
