/** Files of a Robopager: its README's two examples word for word, and one more check. */
import { join } from 'node:path'
import { checklistSections } from '../../src/config/settings/checklist-sections'
import { readEtlSettings } from '../../src/config/settings/etl-settings'
import { readChecklist } from '../../src/config/watch/checklist'
import { folderWith } from './folder'

export const SERVICE = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'

export const CHECKLIST = `unique_email_check_job_name:
    type: email
    pd_description: "Check whether you are OK"
    pd_service: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
    senders: ['email_address@gmail.com']
    delivery_time: 03:00
    check_time: 03:15
    subjects:
        - "Great - You look awesome!"
        - "Good - You look OK!"
unique_latency_check_name:
    type: batchy
    pd_description: "intraday latency check for xxxx job"
    pd_service: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
    wf_name: "intraday_latency_check"
    check_time: "09:00"
    poll_sec: 180
    latency_min: 60
third:
    type: batchy
    wf_name: load
    check_time: 10:15
    latency_min: 1440
`

/** The password is s3cret#1. */
export const ETL = `[google_apps]
email = me@example.org
password = czNjcmV0IzE=
[pager_duty]
subdomain = example
api_access_key = 0123
[robopager]
heartbeat_service = yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy
[function_type]
type=email, batchy
[enable_redis]
enable=True
[redis]
server = redis.lan
db = 1
[batchy]
server = batch.lan
port = 8050
[timezone]
timezone = America/New_York
`

/** The sections of an INI that `config import` makes of a list. */
export async function sectionsOf(list: string, etl = ETL) {
  const settings = readEtlSettings(join(await folderWith({ 'etl.cfg': etl }), 'etl.cfg'))
  if (settings === undefined) throw new Error('no etl.cfg')
  const { faults, ...mapped } = checklistSections(await readChecklist(list), settings)
  if (faults.length > 0) throw new Error(JSON.stringify(faults))
  return mapped
}
