/**
 * The type of an option of a check. It knows the two ways in which values are written, as text (in the INI and in the
 * page's form) and as JSON (in the API), and the rules for values. Shapes only.
 */

import type { Schema } from './schema'

export interface FieldType<T> {
  readonly control: Control
  readonly text: TextForm<T>
  readonly json: JsonForm<T>
  /** The rules for a value, however it was written. */
  readonly rules: readonly Rule<T>[]
}

/** How the page's form shows the option. */
export type Control =
  | { readonly kind: 'line'; readonly maxLength?: number; readonly isNumber?: boolean }
  | { readonly kind: 'lines'; readonly maxLength: number }
  | { readonly kind: 'words' }
  /** The text that a box stands for, ticked and not ticked. */
  | { readonly kind: 'box'; readonly on: string; readonly off: string }
  | { readonly kind: 'select'; readonly choices: Readonly<Record<string, string>> }

export interface TextForm<T> {
  /** Undefined for text that cannot be read. */
  parse(text: string): T | undefined
  format(value: T): string
  /** Why text cannot be read: on the page, and in the INI behind the text itself. Missing where any text can be. */
  readonly misread?: { readonly page: string; readonly ini: string }
}

export interface JsonForm<T> {
  /** Undefined for a value of another form. */
  read(value: unknown): T | undefined
  write(value: T): unknown
  /** Why a value cannot be read. */
  readonly misread: string
  readonly schema: Schema
  /** The schema for what is sent, where more is understood than is written. */
  readonly sent?: Schema
}

export interface Rule<T> {
  holds(value: T): boolean
  /** Completes the sentence that begins with the option's name, and shows what to do. */
  readonly reason: string
}
