/** The INI as programs see it; `config/settings/settings-file` implements it. */
import type { Edit, EditOutcome, Reading } from './reading'

export interface SettingsFile {
  read(): Promise<Reading>
  /** Sets values in the INI and touches nothing else; with `expectedRevision` only if nobody changed it meanwhile. */
  edit(edits: readonly Edit[], expectedRevision?: string): Promise<EditOutcome>
}

/** Sets the password that the log-in asks for, with `expectedRevision` only in an INI that is still the one read. */
export type SetPassword = (password: string, expectedRevision?: string) => Promise<EditOutcome>
