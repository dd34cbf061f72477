/**
 * Status pages: what others may see of the checks with some tags, at an address that is public or has a secret in it. Pure.
 */

import type { Fault } from '../fault'
import { nameFaults, type SettingField, settingsFaults } from '../field'

export interface StatusPage {
  /** `[a-z0-9_-]{1,50}` */
  readonly name: string
  /** By the fields' keys; what is missing has the field's fallback. */
  readonly settings: Readonly<Record<string, string>>
}

const SECRET = /^[\w-]{16,100}$/
/** An origin, as in the header Content-Security-Policy: a scheme and a host, which may begin with `*.`, and perhaps a port. */
const ORIGIN = /^https?:\/\/(\*\.)?[\w-]+(\.[\w-]+)*(:\d{1,5})?$/

export const STATUS_FIELDS = [
  { key: 'title', label: 'Title', hint: 'Empty: the name of the section.', type: 'text' },
  { key: 'about', label: 'About it', hint: 'A sentence below the title.', type: 'text' },
  {
    key: 'tags',
    label: 'Tags',
    hint: 'The checks that have one of them, with blanks between them; * stands for all checks.',
    type: 'text',
    required: true,
  },
  {
    key: 'secret',
    label: 'Secret',
    hint: 'The end of its address, which others have to know: 16 to 100 letters, digits, - and _.',
    type: 'text',
    pattern: [SECRET, 'has to have 16 to 100 letters, digits, - and _, and nothing else'],
    readable: true,
  },
  {
    key: 'public',
    label: 'Public',
    hint: 'on: its address has no secret, and whoever reaches the appliance may see it.',
    type: 'choice',
    choices: ['off', 'on'],
    fallback: 'off',
  },
  {
    key: 'embed',
    label: 'May be embedded by',
    hint: 'Addresses of sites that may show it in a frame, such as https://www.example.org. Empty: none.',
    type: 'text',
    problem: value =>
      wordsOf(value).every(origin => ORIGIN.test(origin))
        ? undefined
        : 'has to be addresses such as https://www.example.org or https://*.example.org, without a path',
  },
] as const satisfies readonly SettingField[]

type StatusKey = (typeof STATUS_FIELDS)[number]['key']

const wordsOf = (text: string) => text.split(/[\s,]+/).filter(Boolean)

/** Every fault at once. */
export function statusPageFaults({ name, settings }: StatusPage): Fault[] {
  return [
    ...nameFaults(name),
    ...settingsFaults('a status page', STATUS_FIELDS, settings, 'ini', {}),
    ...addressFaults(settings),
  ]
}

function addressFaults({ secret = '', public: isPublic }: StatusPage['settings']): Fault[] {
  if (isPublic === 'on')
    return secret === '' ? [] : [{ key: 'public', reason: 'stands beside a secret; keep one of them' }]
  return secret !== '' ? [] : [{ key: 'secret', reason: NO_ADDRESS }]
}

const NO_ADDRESS = 'is empty; enter 16 to 100 letters and digits that nobody guesses, or set public = on'

/** The value that is set, or the field's fallback, or an empty text. */
function settingOf({ settings }: StatusPage, key: StatusKey): string {
  const field: SettingField | undefined = STATUS_FIELDS.find(one => one.key === key)
  return settings[key] || (field?.fallback ?? '')
}

export function titleOf(page: StatusPage): string {
  return settingOf(page, 'title') || page.name
}

export function aboutOf(page: StatusPage): string {
  return settingOf(page, 'about')
}

/** Undefined: all checks. */
export function tagsOf(page: StatusPage): readonly string[] | undefined {
  const tags = wordsOf(settingOf(page, 'tags'))
  return tags.includes('*') ? undefined : tags
}

/** Empty for a public page. */
export function secretOf(page: StatusPage): string {
  return settingOf(page, 'public') === 'on' ? '' : settingOf(page, 'secret')
}

/** The sites that may show it in a frame. */
export function embeddedBy(page: StatusPage): readonly string[] {
  return wordsOf(settingOf(page, 'embed'))
}

/** The path of its address. */
export function statusPath(page: StatusPage): string {
  const secret = secretOf(page)
  return secret === '' ? `/status/${page.name}` : `/status/${page.name}/${secret}`
}
