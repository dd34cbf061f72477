/** The INI as programs see it; `config/settings/settings-file` implements it. */
import type { Edit, EditOutcome, Reading } from './reading'

export interface SettingsFile {
  read(): Promise<Reading>
  /** Sets values in the INI and leaves the rest as it is; with `expectedRevision` only in a file that still has it. */
  edit(edits: readonly Edit[], expectedRevision?: string): Promise<EditOutcome>
}

/** Sets the log-in's password; with `expectedRevision` only in an INI that still has it. */
export type SetPassword = (password: string, expectedRevision?: string) => Promise<EditOutcome>
