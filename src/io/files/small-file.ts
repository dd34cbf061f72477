import { readFile } from 'node:fs/promises'

/** A small file's text without the white space around it; undefined when it cannot be read or is empty. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim() || undefined
  } catch {
    return undefined // Most machines have only some of these files.
  }
}
