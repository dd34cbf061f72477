import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Machine } from './machine'

const SLOT_S = 300
const LIBRARY = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1'
const OFFSET = '/run/clock-offset'
const DROP_IN = `[Service]
Environment=LD_PRELOAD=/usr/local/lib/libfaketime.so.1 FAKETIME_TIMESTAMP_FILE=${OFFSET} FAKETIME_CACHE_DURATION=1
Environment=FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1
`

/** The clock of the appliance's programs, put on from slot to slot: a container's kernel has this host's clock. */
export class Slots {
  readonly #machine: Machine
  /** Seconds by which the programs' clock is ahead. */
  #offset: number

  private constructor(machine: Machine) {
    this.#machine = machine
    // Twenty seconds into a slot: the next four minutes belong to it.
    this.#offset = SLOT_S + 20 - (Math.floor(Date.now() / 1000) % SLOT_S)
  }

  /** Starts the programs again with this clock. */
  static async open(machine: Machine): Promise<Slots> {
    mkdirSync(join(machine.root, 'usr/local/lib'), { recursive: true })
    copyFileSync(LIBRARY, join(machine.root, 'usr/local/lib/libfaketime.so.1'))
    const slots = new Slots(machine)
    await slots.#write()
    await machine.sh(`for unit in web worker tick; do
        mkdir -p /run/systemd/system/intvlm8r-$unit.service.d
        printf '${DROP_IN.replaceAll('\n', '\\n')}' > /run/systemd/system/intvlm8r-$unit.service.d/clock.conf
      done
      systemctl daemon-reload
      systemctl restart intvlm8r-web intvlm8r-worker`)
    return slots
  }

  /** Puts the clock on to the next slot. */
  async next(): Promise<void> {
    this.#offset += SLOT_S
    await this.#write()
  }

  async #write(): Promise<void> {
    await this.#machine.sh(`echo '+${this.#offset}' > ${OFFSET}`)
    await setTimeout(1_500) // By then each program has read the file again.
  }
}
