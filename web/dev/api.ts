/** /api for development: every reading route is a call of build/weir; people, drafts and jobs live in memory. Never part
 * of the build. WEIR_BOOK names another book than the demo. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))
const weir = join(root, 'build/weir')
const book = process.env.WEIR_BOOK ?? join(root, 'build/demo.weir')
type Json = Record<string, unknown>
interface Ran {
  code: number
  out: string
  err: string
}

function run(args: string[], lang: string, input?: string): Promise<Ran> {
  return new Promise((done) => {
    const child = execFile(weir, [...args, '--lang', lang, '--errors-json'], { maxBuffer: 1 << 28 }, (e, out, err) =>
      done({ code: e ? Number(e.code ?? 1) : 0, out, err }))
    child.stdin?.end(input ?? '')
  })
}
const refusals = (err: string): Json[] =>
  err.split('\n').flatMap((line) => {
    try {
      const e = JSON.parse(line) as Json
      return [{ ...e, text_zh: e.zh, text_en: e.en }]
    } catch {
      return []
    }
  })

const people: Json[] = [
  { id: 'viewer', name: '财政局', role: 'viewer', scope: null, state: 'active' },
  { id: 'maker', name: '经办甲', role: 'maker', scope: null, state: 'active' },
  { id: 'checker', name: '复核乙', role: 'checker', scope: null, state: 'active' },
  { id: 'checker2', name: '复核丙', role: 'checker', scope: null, state: 'active' },
  { id: 'auditor', name: '审计丁', role: 'auditor', scope: null, state: 'active' },
  { id: 'admin', name: '管理戊', role: 'admin', scope: null, state: 'active' },
  { id: 'gp', name: '管理人己', role: 'gp', scope: 'syn-gp-1', state: 'active' },
]
interface DevDraft {
  draft: number
  version: number
  state: string
  kind: string
  maker: string
  at: string
  note: string
  rows: number
  fields: Record<string, string> | null
  file_name: string | null
  text: string
  history: Json[]
  attachments: Json[]
}
const drafts: DevDraft[] = []
const jobs: { job: number; at: number; gone: boolean }[] = []
const access: Json[] = []
let nextDraft = 1

const csvCell = (v: string): string => (/[",\n]/.test(v) ? `"${v.replace(/"/g, '""')}"` : v)
const csvOf = (kind: string, fields: Record<string, string>): string =>
  `${['kind', ...Object.keys(fields)].map(csvCell).join(',')}\n${[kind, ...Object.values(fields)].map(csvCell).join(',')}\n`

async function body(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of req) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

async function answer(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
  const path = url.pathname.slice('/api'.length)
  const q = url.searchParams
  const lang = q.get('lang') === 'en' ? 'en' : 'zh'
  const send = (status: number, value: unknown): void => {
    res.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' })
    res.end(typeof value === 'string' ? value : JSON.stringify(value))
  }
  const fail = (status: number, code: string, zh: string, en: string): void =>
    send(status, { errors: [{ code, row: 0, field: '', value: '', text_zh: zh, text_en: en, hint_zh: '', hint_en: '' }], total: 1 })
  const who = /weir_session=(\w+)/.exec(req.headers.cookie ?? '')?.[1]
  const me = people.find((p) => p.id === who)
  const basis: string[] = []
  for (const [name, option] of [['as_of', '--as-of'], ['known_at', '--known-at'], ['published_by', '--published-by'], ['record', '--record'], ['as_reported', '--as-reported']] as const)
    if (q.get(name)) basis.push(option, q.get(name) as string)
  const asked: string[] = [...basis]
  for (const w of q.getAll('where')) asked.push('--where', w)
  if (q.get('sort')) asked.push(`--sort=${q.get('sort')}`)
  if (q.get('columns')) asked.push('--columns', q.get('columns') as string)
  const say = async (args: string[], input?: string): Promise<void> => {
    const ran = await run(args, lang, input)
    if (ran.code === 0) send(200, ran.out)
    else send(/NOT_FOUND|UNKNOWN/.test(ran.err) ? 404 : 400, { errors: refusals(ran.err), total: 1 })
  }
  const paged = async (args: string[]): Promise<void> => {
    const ran = await run(args, lang)
    if (ran.code !== 0) return send(400, { errors: refusals(ran.err), total: 1 })
    const relation = JSON.parse(ran.out) as { rows: unknown[]; total?: number }
    const offset = Number(q.get('offset') ?? 0)
    relation.total = relation.rows.length
    relation.rows = relation.rows.slice(offset, offset + Number(q.get('limit') ?? 1e9))
    send(200, relation)
  }
  const head = async (): Promise<{ seq: number; hash: string; synthetic: boolean }> => {
    const ran = await run(['show', book, 'actors', '--json'], lang)
    const r = JSON.parse(ran.out) as { head: { seq: number; hash: string }; synthetic: boolean }
    return { ...r.head, synthetic: r.synthetic }
  }
  if (path === '/session' && req.method === 'POST') {
    const { id, password } = JSON.parse(await body(req)) as { id: string; password: string }
    const person = people.find((p) => p.id === id)
    if (!person || password !== 'weir') return fail(401, 'E_SIGN_IN', '账号或口令不对', 'Name or password is wrong')
    res.setHeader('Set-Cookie', `weir_session=${id}; HttpOnly; SameSite=Strict; Path=/`)
    access.unshift({ at: new Date().toISOString(), person: id, address: '127.0.0.1', method: 'POST', path: '/api/session', status: 200 })
    return send(200, {})
  }
  if (!me) return fail(401, 'E_SESSION', '未登录', 'Not signed in')
  if (path === '/session' && req.method === 'GET') {
    const h = await head()
    return send(200, { person: { ...me, must_change: false }, csrf: 'dev', book: { name: 'demo.weir', ...h, four_eyes: true, has_limit: false, limit: null, today: new Date().toISOString().slice(0, 10) } })
  }
  if (path === '/session' && req.method === 'DELETE') {
    res.setHeader('Set-Cookie', 'weir_session=; Max-Age=0; Path=/')
    return send(200, {})
  }
  if (path === '/session/password') return send(200, {})
  if (path === '/sessions') return send(200, [{ session: '1', person: me.id, began: '2026-11-24T09:00:00Z', last: '2026-11-24T09:30:00Z', address: '127.0.0.1', current: true }])
  if (path === '/tokens') return req.method === 'POST' ? send(200, { token: 'weir_dev_0123456789', number: 1 }) : send(200, [])
  if (path === '/head') return send(200, await head())
  if (path === '/relations') return say(['show', book, '--json'])
  if (path === '/people') return me.role === 'admin' ? send(200, people) : fail(403, 'E_ROLE', '角色不符', 'Not for this role')
  if (path === '/access') return send(200, access)
  if (path === '/seals') return send(200, [])
  let m = /^\/relations\/(\w+)$/.exec(path)
  if (m) {
    if (q.get('format') === 'csv') {
      const ran = await run(['show', book, m[1] as string, ...asked, '--csv'], lang)
      res.writeHead(200, { 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': `attachment; filename="${m[1]}.csv"` })
      return void res.end(ran.out)
    }
    return paged(['show', book, m[1] as string, ...asked, '--json'])
  }
  m = /^\/why\/(\w+)$/.exec(path)
  if (m) return say(['why', book, m[1] as string, q.get('key') ?? '', q.get('column') ?? '', ...basis, '--json'])
  if (path === '/look') return say(['look', book, ...(q.get('from') ? [q.get('from') as string] : []), ...(q.get('to') ? [q.get('to') as string] : []), ...asked, '--json'])
  if (path === '/check') {
    for (const name of ['jurisdiction', 'rule', 'subject']) if (q.get(name)) asked.push(`--${name}`, q.get(name) as string)
    if (q.get('history')) asked.push('--history')
    if (q.get('rules')) asked.push('--rules')
    return paged(['check', book, ...asked, '--json'])
  }
  if (path === '/whatif') {
    const { text, kind } = JSON.parse(await body(req)) as { text: string; kind?: string }
    return say(['check', book, '--with', '/dev/stdin', ...(kind ? ['--kind', kind] : []), '--json'], text)
  }
  if (path === '/score')
    return say(['score', book, ...(q.get('card') ? [q.get('card') as string] : []), ...(q.get('fund') ? [q.get('fund') as string] : []), ...q.getAll('what_if').flatMap((w) => ['--what-if', w]), ...basis, '--json'])
  if (path === '/sql') return say(['sql', book, (JSON.parse(await body(req)) as { statement: string }).statement, ...basis, '--json'])
  if (path === '/kinds') return say(['kinds', '--json'])
  m = /^\/kinds\/([\w.]+)(\/template)?$/.exec(path)
  if (m) return say(['kinds', m[1] as string, m[2] ? '--template' : '--json'])
  if (path === '/jobs') {
    jobs.push({ job: jobs.length + 1, at: Date.now(), gone: false })
    return send(202, { job: jobs.length })
  }
  m = /^\/jobs\/(\d+)$/.exec(path)
  if (m) {
    const job = jobs[Number(m[1]) - 1]
    if (!job) return fail(404, 'E_JOB', '没有此任务', 'No such job')
    if (req.method === 'DELETE') job.gone = true
    const h = await head()
    const done = Math.min(h.seq, Math.floor(((Date.now() - job.at) / 3000) * h.seq))
    return send(200, { job: job.job, what: 'verify', state: job.gone ? 'cancelled' : done === h.seq ? 'done' : 'running', stage: '', done, total: h.seq, result: done === h.seq ? { sound: true, ...h } : null })
  }
  if (path === '/events') {
    res.writeHead(200, { 'Content-Type': 'text/event-stream' })
    return void res.write(': ping\n\n')
  }
  return draftRoutes(req, path, q, lang, me, send, fail)
}

async function draftRoutes(
  req: IncomingMessage, path: string, q: URLSearchParams, lang: string, me: Json,
  send: (status: number, value: unknown) => void, fail: (status: number, code: string, zh: string, en: string) => void,
): Promise<void> {
  const public_ = (d: DevDraft): Json => ({ ...d, maker_name: people.find((p) => p.id === d.maker)?.name })
  if (path === '/drafts' && req.method === 'GET')
    return send(200, drafts.filter((d) => !q.get('state') || d.state === q.get('state')).map(public_).reverse())
  if (path === '/drafts' && req.method === 'POST') {
    const b = JSON.parse(await body(req)) as { kind?: string; fields?: Record<string, string>; note?: string; file_name?: string; text?: string }
    const text = b.text ?? csvOf(b.kind ?? '', b.fields ?? {})
    const ran = await run(['import', book, '-', '--dry-run', ...(b.kind ? ['--kind', b.kind] : [])], lang, text)
    if (ran.code !== 0) {
      const errors = refusals(ran.err)
      return send(422, { errors, total: errors.length })
    }
    const rows = text.trim().split('\n').length - 1
    if (q.get('dry_run')) return send(200, { rows })
    const draft: DevDraft = {
      draft: nextDraft++, version: 1, state: 'submitted', kind: b.kind ?? 'mixed', maker: String(me.id), at: new Date().toISOString(), note: b.note ?? '',
      rows, fields: b.fields ?? null, file_name: b.file_name ?? null, text, history: [{ at: new Date().toISOString(), who: me.id, what: 'made' }], attachments: [],
    }
    drafts.push(draft)
    return send(201, public_(draft))
  }
  const m = /^\/drafts\/(\d+)(?:\/(\w+))?(?:\/(\w+))?$/.exec(path)
  const draft = m ? drafts.find((d) => d.draft === Number(m[1])) : undefined
  if (!m || !draft) return fail(404, 'E_ROUTE', '没有此页', 'No such route')
  const act = m[2]
  if (!act) return send(200, public_(draft))
  if (act === 'effect') return send(200, { relation: q.get('relation'), columns: [], changed: [] })
  if (act === 'verdicts') {
    const ran = await run(['check', book, '--with', '/dev/stdin', '--kind', draft.kind, '--json'], lang, draft.text)
    return ran.code === 0 ? send(200, ran.out) : send(400, { errors: refusals(ran.err), total: 1 })
  }
  if (act === 'attachments' && req.method === 'POST') {
    const text = await body(req)
    const hash = createHash('sha256').update(text).digest('hex')
    draft.attachments.push({ hash, name: q.get('name'), size: text.length })
    return send(201, { hash })
  }
  const b = JSON.parse((await body(req)) || '{}') as { version?: number; reason?: string }
  if (draft.state !== 'submitted') {
    const last = draft.history.at(-1) as { who: string; at: string }
    return fail(409, 'E_DRAFT_DECIDED', `${last.who} 已于 ${last.at.slice(11, 16)} 处理`, `${last.who} acted at ${last.at.slice(11, 16)}`)
  }
  if (b.version !== draft.version) return fail(409, 'E_DRAFT_CHANGED', '草稿已改动', 'The draft has changed')
  if (act === 'approve' && draft.maker === me.id) return fail(403, 'E_OWN', '不能复核自己经办的草稿', 'You cannot approve your own draft')
  draft.state = act === 'approve' ? 'posted' : act === 'return' ? 'returned' : 'withdrawn'
  draft.version += 1
  draft.history.push({ at: new Date().toISOString(), who: me.id, what: act, reason: b.reason })
  send(200, public_(draft))
}

export function bookServer(): Plugin {
  return {
    name: 'weir-dev-api',
    configureServer(server) {
      server.middlewares.use((req, res, next) => {
        const url = new URL(req.url ?? '/', 'http://localhost')
        if (!url.pathname.startsWith('/api/')) return next()
        answer(req, res, url).catch((e: unknown) => {
          res.writeHead(500, { 'Content-Type': 'application/json' })
          res.end(JSON.stringify({ errors: [{ code: 'E_DEV', text_zh: String(e), text_en: String(e), hint_zh: '', hint_en: '' }], total: 1 }))
        })
      })
    },
  }
}
