/** Files of a Robopager: its README's two examples word for word, and one more check. */

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
