import { type DiskTrouble, diskWords } from '../../../domain/files/disk'
import { diskTrouble } from '../../files/disk'

/** Nothing can be stored on the disk of the private server: it is neither started nor are its data repaired. */
export class DiskUnusable extends Error {
  override name = 'DiskUnusable'
  constructor(trouble: DiskTrouble) {
    super(diskWords(trouble))
  }
}

/** @throws DiskUnusable when nothing can be stored in the folder */
export async function requireDisk(folder: string): Promise<void> {
  const trouble = await diskTrouble(folder)
  if (trouble !== undefined) throw new DiskUnusable(trouble)
}
