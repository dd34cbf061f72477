import { execFileSync } from 'node:child_process'
import { describe, expect, it, onTestFinished } from 'vitest'
import { itIsAProber, look } from '../contracts/prober'
import { folderWith } from '../support/folder'

/** The table of mounts as this one line for the folder; its last field are the options of the file system itself. */
const mounts = async (place: string, root: string, type: string, options: string) => ({
  root: await folderWith({
    'proc/self/mountinfo': `22 1 8:1 / / ro,relatime - ext4 /dev/root rw\n30 22 8:2 ${root} ${place} ro,relatime shared:1 - ${type} /dev/sda1 ${options}\n`,
  }),
})

itIsAProber('disk', {
  success: [
    {
      when: 'there is room',
      looking: async () => ({ target: '/', settings: { free: '1', inodes: '0' } }),
      detail: /^\/ has \d[\d.]* [KMGT]?B free \((?:\d|\d\d|100|0\.\d+) %\)$/,
    },
    {
      when: 'only the own view of a writable file system is read-only',
      looking: async () => {
        const target = await folderWith()
        return {
          target,
          settings: { free: '1', inodes: '0' },
          tools: await mounts(target, '/', 'ext4', 'rw,errors=remount-ro'),
        }
      },
      detail: / free /,
    },
  ],
  failure: [
    {
      when: 'there is too little room',
      looking: async () => ({ target: '/', settings: { free: '999T' } }),
      detail: /^\/ has .* free \(.* %\), less than 999T$/,
    },
    {
      when: 'the file system is read-only',
      looking: async () => {
        const target = await folderWith()
        return { target, tools: await mounts(target, '/', 'ext4', 'ro,errors=remount-ro') }
      },
      detail: /^\/.* is mounted read-only$/,
    },
    {
      when: 'the folder is not there',
      looking: async () => ({ target: '/srv/no such folder' }),
      detail: 'there is no /srv/no such folder',
    },
  ],
  blind: [
    {
      when: 'the units hide the folder',
      looking: async () => {
        const target = await folderWith()
        return { target, tools: await mounts(target, '/systemd/inaccessible/dir', 'tmpfs', 'rw') }
      },
      detail: /^\/.* is hidden from the appliance's services; give them a read-only view of it/,
    },
    {
      when: 'it is a folder for temporary files of the own service',
      looking: async () => {
        const target = await folderWith()
        return { target, tools: await mounts(target, '/tmp/systemd-private-1-worker/tmp', 'ext4', 'rw') }
      },
      detail: / is hidden from /,
    },
    {
      when: 'a folder is missing where the units hide folders',
      looking: async () => ({ target: '/home/nobody-here/photos' }),
      detail: /^\/home\/nobody-here\/photos is not to be seen here/,
    },
  ],
})

describe.skipIf(process.getuid?.() !== 0)('a small file system', () => {
  async function small(options: string): Promise<string> {
    const folder = await folderWith()
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder])
    onTestFinished(() => void execFileSync('umount', [folder]))
    return folder
  }

  it('without inodes fails, whatever room it has', async () => {
    const target = await small('size=1M,nr_inodes=1')
    expect(await look('disk', target, { settings: { inodes: '1' } })).toEqual({
      answer: 'failure',
      detail: `${target} has room for 0 more files (0 % of the inodes), less than 1`,
    })
  })

  it('that is read-only is seen by its own options', async () => {
    const target = await small('ro')
    expect(await look('disk', target)).toEqual({
      answer: 'failure',
      detail: `${target} is mounted read-only`,
    })
  })
})
