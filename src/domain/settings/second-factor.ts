import type { Edit } from './reading'

/** The edits of the INI that turn the second factor off. */
export const SECOND_FACTOR_OFF: readonly Edit[] = ['totpkey', 'recoverycodes'].map(key => ({
  section: 'Login',
  key,
  value: '',
}))
