import { call, get, post } from './client'

/** The desk tells numbers as texts in lists and as numbers elsewhere; here they are numbers. */
export interface DraftLine {
  id: number
  version: number
  state: string
  maker: string
  firstChecker: string
  checker: string
  file: string
  kind: string
  rows: number
  largestFen: string
  checkersNeeded: number
  made: string
  changed: string
  firstSeq: number
  lastSeq: number
  note: string
}
export interface DraftWhole {
  line: DraftLine
  history: { at: string; who: string; what: string; words: string }[]
  attachments: { hash: string; name: string; type: string; bytes: string | number }[]
  text: string
}
type Raw = Record<string, string | number>
const lineOf = (r: Raw): DraftLine => ({
  id: Number(r.id), version: Number(r.version), state: String(r.state), maker: String(r.maker ?? ''), firstChecker: String(r.first_checker ?? ''), checker: String(r.checker ?? ''),
  file: String(r.file ?? ''), kind: String(r.kind ?? ''), rows: Number(r.rows ?? 0), largestFen: String(r.largest_fen ?? '0'), checkersNeeded: Number(r.checkers_needed ?? 1),
  made: String(r.made ?? ''), changed: String(r.changed ?? ''), firstSeq: Number(r.first_seq ?? 0), lastSeq: Number(r.last_seq ?? 0), note: String(r.note ?? ''),
})

export const listDrafts = async (query: { state?: string; maker?: string; limit?: number }, signal?: AbortSignal): Promise<DraftLine[]> =>
  (await get<Raw[]>('/api/drafts', query, signal)).map(lineOf)

export async function getDraft(id: number, signal?: AbortSignal): Promise<DraftWhole> {
  const raw = await get<{ draft: Raw[]; history: DraftWhole['history']; attachments: DraftWhole['attachments']; text: string }>(`/api/drafts/${id}`, {}, signal)
  return { line: lineOf(raw.draft[0] ?? {}), history: raw.history, attachments: raw.attachments, text: raw.text }
}
export interface NewDraft {
  kind?: string
  fields?: Record<string, string>
  file_name?: string
  text?: string
  map?: string
  note?: string
  key?: string
}
export const makeDraft = async (draft: NewDraft): Promise<DraftLine> => lineOf(await post<Raw>('/api/drafts', draft))
export const tryDraft = (draft: NewDraft): Promise<{ rows: number; warnings: number }> => post('/api/drafts', draft, { dry_run: 'yes' })
export const changeDraft = async (id: number, version: number, draft: NewDraft): Promise<DraftLine> => lineOf(await call<Raw>('PUT', `/api/drafts/${id}`, { ...draft, version }))
export const decide = async (id: number, act: 'approve' | 'return' | 'withdraw', body: { version: number; reason?: string }): Promise<DraftLine> =>
  lineOf(await post<Raw>(`/api/drafts/${id}/${act}`, body))
export const attach = (id: number, file: File): Promise<{ hash: string }> => call('POST', `/api/drafts/${id}/attachments?name=${encodeURIComponent(file.name)}`, file)

/** The fields of a draft made from a form: one line of JSON. null for a file of several rows. */
export function fieldsOf(text: string): Record<string, string> | null {
  if (!text.startsWith('{') || text.trim().includes('\n')) return null
  try {
    return Object.fromEntries(Object.entries(JSON.parse(text) as Record<string, unknown>).map(([k, v]) => [k, String(v)]))
  } catch {
    return null
  }
}
