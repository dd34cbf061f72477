import { execFileSync } from 'node:child_process'

export type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

/** Columns as Uptime Kuma's own migrations name them (db/knex_init_db.js and db/knex_migrations). */
const SCHEMA = `
CREATE TABLE monitor (id INTEGER PRIMARY KEY, name VARCHAR(150), active BOOLEAN DEFAULT 1 NOT NULL, user_id INTEGER,
  interval INTEGER DEFAULT 20 NOT NULL, url TEXT, type VARCHAR(20), weight INTEGER DEFAULT 2000, hostname VARCHAR(255),
  port INTEGER, created_date DATETIME, keyword VARCHAR(255), maxretries INTEGER NOT NULL DEFAULT 0,
  ignore_tls BOOLEAN DEFAULT 0 NOT NULL, upside_down BOOLEAN DEFAULT 0 NOT NULL, maxredirects INTEGER DEFAULT 10 NOT NULL,
  accepted_statuscodes_json TEXT DEFAULT '["200-299"]' NOT NULL, dns_resolve_type VARCHAR(5),
  dns_resolve_server VARCHAR(255), dns_last_result VARCHAR(255), retry_interval INTEGER DEFAULT 0 NOT NULL,
  push_token VARCHAR(20), method TEXT DEFAULT 'GET' NOT NULL, body TEXT, headers TEXT, basic_auth_user TEXT,
  basic_auth_pass TEXT, docker_host INTEGER, docker_container VARCHAR(255), proxy_id INTEGER,
  expiry_notification BOOLEAN DEFAULT 1, auth_method VARCHAR(250), resend_interval INTEGER DEFAULT 0 NOT NULL,
  description TEXT, parent INTEGER, invert_keyword BOOLEAN DEFAULT 0 NOT NULL, json_path TEXT,
  json_path_operator VARCHAR(255), expected_value VARCHAR(255), timeout DOUBLE DEFAULT 0 NOT NULL);
CREATE TABLE notification (id INTEGER PRIMARY KEY, name VARCHAR(255), config VARCHAR(255), active BOOLEAN DEFAULT 1 NOT NULL,
  user_id INTEGER, is_default BOOLEAN DEFAULT 0 NOT NULL);
CREATE TABLE monitor_notification (id INTEGER PRIMARY KEY, monitor_id INTEGER NOT NULL, notification_id INTEGER NOT NULL);
CREATE TABLE tag (id INTEGER PRIMARY KEY, name VARCHAR(255) NOT NULL, color VARCHAR(255) NOT NULL);
CREATE TABLE monitor_tag (id INTEGER PRIMARY KEY, monitor_id INTEGER NOT NULL, tag_id INTEGER NOT NULL, value TEXT);
CREATE TABLE status_page (id INTEGER PRIMARY KEY, slug VARCHAR(255) NOT NULL, title VARCHAR(255) NOT NULL);
CREATE TABLE heartbeat (id INTEGER PRIMARY KEY, monitor_id INTEGER NOT NULL, status SMALLINT NOT NULL, msg TEXT);
`

const PROGRAM = `
import json, os, sqlite3, sys
given = json.load(sys.stdin)
db = sqlite3.connect(sys.argv[1])
if given["wal"]:
    db.execute("PRAGMA journal_mode = wal")
    db.execute("PRAGMA wal_autocheckpoint = 0")
db.executescript(given["schema"])
for table, rows in given["rows"].items():
    for row in rows:
        names = ", ".join('"%s"' % name for name in row)
        db.execute('INSERT INTO "%s" (%s) VALUES (%s)' % (table, names, ", ".join("?" * len(row))), list(row.values()))
db.commit()
if given["wal"]:
    os._exit(0)  # As after a crash: what was written last stands beside the database only.
db.close()
`

/** Makes a kuma.db; with `wal` its content is still in the file beside it, as while Uptime Kuma runs. */
export function makeKumaDatabase(path: string, rows: Rows, wal = false): void {
  execFileSync('python3', ['-c', PROGRAM, path], { input: JSON.stringify({ schema: SCHEMA, rows, wal }) })
}
